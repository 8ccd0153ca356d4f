using Elbo.Evaluation;
using static Elbo.Diagnosis.Words;

namespace Elbo.Diagnosis.Symptoms;

/// <summary>Underfitting: a model with a code that describes images no better than independent pixels without one.</summary>
internal sealed class NoBetterThanPixels : ISymptom
{
    /// <summary>A difference within this many standard errors may be chance.</summary>
    public const double StandardErrors = 3;

    private const double Usual = 1e-3;
    private readonly Overfitting overfitting = new();

    public Finding? Look(Evidence evidence)
    {
        if (evidence is not { Data.PixelModel: { } pixels, HeldOut: { StandardError: { } error } heldOut } || evidence.IsEarly)
            return null;
        if (PosteriorCollapse.Shows(evidence) || pixels - heldOut.NegElbo > StandardErrors * error)
            return null;
        // Learning by heart explains it, and training longer would make it worse.
        if (overfitting.Look(evidence) is not null)
            return null;
        return new(
            Severity.Warning,
            "The model is hardly better than independent pixels",
            Say($"The {evidence.Split} −ELBO is {heldOut.NegElbo:F2} ± {error:F2} nats per example (distortion {heldOut.Distortion:F2} + rate "
                + $"{heldOut.Rate:F2}); the mean of the training images alone gives {pixels:F2}, without any code."),
            evidence.Training.Beta < 1
                ? Say($"β is {evidence.Training.Beta}, so the codes were free to cost more than they save. Train with --beta 1.")
                : Say($"Train longer (--epochs {2 * evidence.Training.Epochs}), or with another learning rate: "
                    + $"this run had {evidence.Training.LearningRate}, {OtherRate(evidence.Training.LearningRate)}."));
    }

    private static string OtherRate(double rate) => Math.Abs(Math.Log10(rate / Usual)) > 0.3
        ? "and --lr 1e-3 suits most networks"
        : "which suits most networks, and --lr 3e-4 the others";
}
