using Elbo.Data;
using Elbo.Models;

namespace Elbo.Evaluation;

/// <summary>Scores a model's codes by how well two simple classifiers predict the labels from them.</summary>
internal static class CodeEvaluator
{
    /// <summary>k of the nearest-neighbour classifier.</summary>
    public const int Neighbours = 5;

    /// <summary>Encodes both splits, fits on one and scores on the other.</summary>
    /// <exception cref="DataException">There are no labels, or too few examples.</exception>
    /// <exception cref="OptionsException">The images have another shape.</exception>
    public static CodeScores Score(TrainedVae vae, ImageSet fit, ImageSet heldOut, CancellationToken cancellation = default)
    {
        if (!fit.HasLabels || !heldOut.HasLabels)
            throw new DataException("The images have no labels, which kNN and the linear probe need. Give label files, or leave out the scores of the codes.");
        if (fit.Count < Neighbours || heldOut.Count == 0)
            throw new DataException(
                $"There are {fit.Count} examples to fit on and {heldOut.Count} to score; at least {Neighbours} and 1 are needed. Give more images.");
        return Score(vae.Encode(fit, cancellation), fit.Labels.ToArray(), vae.Encode(heldOut, cancellation), heldOut.Labels.ToArray(), cancellation);
    }

    internal static CodeScores Score(Codes fit, byte[] fitLabels, Codes heldOut, byte[] labels, CancellationToken cancellation) => new()
    {
        FitExamples = fit.Count,
        Examples = heldOut.Count,
        Classes = fitLabels.Distinct().Count(),
        MajorityShare = (double)labels.CountBy(label => label).Max(group => group.Value) / labels.Length,
        Neighbours = Neighbours,
        KnnAccuracy = Accuracy(NearestNeighbours.Classify(fit, fitLabels, heldOut, Neighbours, cancellation), labels),
        ProbeAccuracy = Accuracy(LinearProbe.Fit(fit, fitLabels, cancellation).Classify(heldOut), labels),
    };

    private static SampleMean Accuracy(byte[] said, byte[] labels) =>
        SampleMean.Of(said.Zip(labels, (a, b) => a == b ? 1.0 : 0).ToArray());
}

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
