namespace Elbo.Evaluation;

/// <summary>How well the codes (posterior means) predict the labels: two classifiers fitted on one split and scored on another.</summary>
internal sealed record CodeScores
{
    /// <summary>Examples that the classifiers were fitted on.</summary>
    public required int FitExamples { get; init; }

    /// <summary>Held-out examples that they were scored on, N.</summary>
    public required int Examples { get; init; }

    /// <summary>Distinct labels among the examples fitted on.</summary>
    public required int Classes { get; init; }

    /// <summary>The share of the most common label among the scored examples: the accuracy of always predicting it.</summary>
    public required double MajorityShare { get; init; }

    /// <summary>k of the nearest-neighbour classifier.</summary>
    public required int Neighbours { get; init; }

    /// <summary>The share of the scored examples whose label is the most common among their k nearest codes, by Euclidean distance.</summary>
    public required SampleMean KnnAccuracy { get; init; }

    /// <summary>The accuracy of multinomial logistic regression on the standardized codes, the linear probe.</summary>
    public required SampleMean ProbeAccuracy { get; init; }
}
