using Elbo.Evaluation;
using static Elbo.Diagnosis.Words;

namespace Elbo.Diagnosis.Symptoms;

/// <summary>Underfitting: a model with a code that describes images no better than independent pixels without one.</summary>
internal sealed class NoBetterThanPixels : ISymptom
{
    /// <summary>A difference within this many standard errors may be chance.</summary>
    public const double StandardErrors = 3;

    private const double Usual = 1e-3;

    public Finding? Look(Evidence evidence)
    {
        if (evidence is not { Data.PixelModel: { } pixels, HeldOut: { StandardError: { } error } heldOut } || evidence.IsEarly)
            return null;
        if (pixels - heldOut.NegElbo > StandardErrors * error)
            return null;
        return new(
            Severity.Warning,
            "The model is hardly better than independent pixels",
            Say($"The {evidence.Split} −ELBO is {heldOut.NegElbo:F2} ± {error:F2} nats per example (distortion {heldOut.Distortion:F2} + rate "
                + $"{heldOut.Rate:F2}); the mean of the training images alone gives {pixels:F2}, without any code."),
            Remedy(evidence));
    }

    private static string Remedy(Evidence evidence)
    {
        var training = evidence.Training;
        if (training.Beta < 1)
            return Say($"β is {training.Beta}, so the codes were free to cost more than they save. Train with --beta 1.");
        return evidence.RateWeight > 1
            ? Say($"The rate weighs {evidence.RateWeight:0.##} times as much as in the ELBO. Train with {Advice.Elbo(evidence)}.")
            : Say($"Train longer (--epochs {2 * training.Epochs}), or with another learning rate: {OtherRate(evidence)}.");
    }

    private static string OtherRate(Evidence evidence)
    {
        var rate = evidence.Training.LearningRate;
        // A higher one would not make the steps finite.
        if (evidence.Incidents.Count > 0)
            return Advice.LowerRate(evidence);
        return Say($"this run had {rate}, ") + (Math.Abs(Math.Log10(rate / Usual)) > 0.3
            ? "and --lr 1e-3 suits most networks" : "which suits most networks, and --lr 3e-4 the others");
    }
}
