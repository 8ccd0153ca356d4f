using Elbo.Data;
using Elbo.Models;

namespace Elbo.Evaluation;

/// <summary>Scores a model's codes by how well two simple classifiers predict the labels from them.</summary>
internal static class CodeEvaluator
{
    /// <summary>k of the nearest-neighbour classifier.</summary>
    public const int Neighbours = 5;

    /// <summary>Encodes both splits, fits on one and scores on the other.</summary>
    /// <param name="vae">The model.</param>
    /// <param name="fit">Labelled images to fit on: the training split.</param>
    /// <param name="heldOut">Labelled images to score on.</param>
    /// <param name="cancellation">Stops between batches.</param>
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
