namespace Elbo.Evaluation;

/// <summary>What the codes (posterior means) tell about the labels: two classifiers fitted on one split and scored on another.</summary>
public sealed record CodeScores
{
    /// <summary>Examples that the classifiers were fitted on.</summary>
    public required int FitExamples { get; init; }

    /// <summary>Held-out examples that they were scored on, N.</summary>
    public required int Examples { get; init; }

    /// <summary>Distinct labels among the examples fitted on.</summary>
    public required int Classes { get; init; }

    /// <summary>The share of the commonest label among the scored examples: what a classifier reaches that always says it.</summary>
    public required double MajorityShare { get; init; }

    /// <summary>k of the nearest-neighbour classifier.</summary>
    public required int Neighbours { get; init; }

    /// <summary>The share of the scored examples whose label most of their k nearest codes have, by Euclidean distance.</summary>
    public required SampleMean KnnAccuracy { get; init; }

    /// <summary>The accuracy of multinomial logistic regression on the standardized codes, the linear probe.</summary>
    public required SampleMean ProbeAccuracy { get; init; }
}
