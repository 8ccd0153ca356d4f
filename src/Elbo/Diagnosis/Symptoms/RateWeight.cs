using Elbo.Evaluation;
using Elbo.Objectives;
using static Elbo.Diagnosis.Words;

namespace Elbo.Diagnosis.Symptoms;

/// <summary>A reduction mistake: the distortion averaged over the D dimensions, or a β that amounts to it.</summary>
internal sealed class RateWeight : ISymptom
{
    /// <summary>A rate that weighs this share of D is what averaging over the dimensions gives; β is hardly ever chosen so high on purpose.</summary>
    public const double ShareOfDimensions = 0.5;

    public IReadOnlyList<Type> Explains => [typeof(NoBetterThanPixels), typeof(Overfitting), typeof(UnusedLatents), typeof(StillFalling)];

    public Finding? Look(Evidence evidence)
    {
        var (size, mean) = (evidence.Model.Shape.Size, evidence.Training.Reduction == Reduction.Mean);
        if (mean ? evidence.RateWeight <= 1 : evidence.RateWeight < Math.Max(2, ShareOfDimensions * size))
            return null;
        var seen = Say($"The rate weighed {evidence.RateWeight:0.##} times as much as in the ELBO; "
            + $"it is {evidence.HeldOut.Rate:F1} nats per example with {evidence.HeldOut.ActiveLatents} of {evidence.Model.Latents} latents active.");
        return mean
            ? new(Severity.Warning, "The distortion was averaged over the pixels, the rate was not", seen,
                $"Train with {Advice.Elbo(evidence)}, which minimizes the ELBO.")
            : new(Severity.Warning, "β is as large as the number of pixels: the rate weighs as if the distortion were an average", seen,
                "Train with --beta 1. The distortion is a sum over the pixels already, so β needs no factor for their number.");
    }
}
