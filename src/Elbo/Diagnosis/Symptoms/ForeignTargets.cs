using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using static Elbo.Diagnosis.Words;

namespace Elbo.Diagnosis.Symptoms;

/// <summary>Targets outside the likelihood's support: −ELBO is then no bound on −log p(x), and not comparable with one that is.</summary>
internal sealed class ForeignTargets : ISymptom
{
    public Finding? Look(Evidence evidence)
    {
        var (likelihood, isGrey) = (evidence.Model.Likelihood, evidence.Training.Binarization == Binarization.None);
        if (likelihood.IsDensity)
            return isGrey && evidence.Data is not { GreyShare: 0 } ? null : BlackAndWhite(likelihood);
        // Pixels are bytes, and targets bytes / 255: nothing leaves [0, 1].
        return !isGrey || likelihood.UsualBinarization == Binarization.None || evidence.Data is not { GreyShare: > 0 } data ? null : new(
            Severity.Warning,
            $"Grey targets under a {likelihood.Describe()} likelihood: −ELBO is not a bound on −log p(x)",
            Say($"{data.GreyShare:P1} of the pixels are neither 0 nor 1, and a {likelihood.Describe()} likelihood gives a probability to 0 and 1 only. ")
                + "The distortion is a cross-entropy: good for training, not comparable with published numbers.",
            "For numbers to compare, train with --binarization dynamic or threshold; "
                + "for grey values as they are, with --likelihood gaussian or discretized-logistic.");
    }

    private static Finding BlackAndWhite(Likelihood density) => new(
        Severity.Warning,
        density.FixedSigma is null
            ? Say($"Black and white targets under a density ({density.Describe()}): −ELBO says nothing about the probability of an image")
            : "Black and white targets under a Gaussian likelihood: −ELBO depends on σ alone for its scale",
        density.FixedSigma is { } sigma
            ? Say($"Every target is 0 or 1, where a density may grow without bound as σ falls; σ is {sigma}. "
                + $"It says nothing about the probability of an image.")
            : "Every target is 0 or 1, where a density may grow without bound as it narrows.",
        "Train with --likelihood bernoulli, or with grey values: --binarization none.");
}
