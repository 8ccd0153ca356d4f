using Elbo.Evaluation;

namespace Elbo.Runs;

/// <summary>The numbers of one split, in nats per example.</summary>
/// <param name="NegElbo">distortion + rate.</param>
/// <param name="Distortion">−E[log p(x given z)].</param>
/// <param name="Rate">KL(q(z given x) ‖ p(z)).</param>
/// <param name="StandardError">Standard error of <paramref name="NegElbo"/> over the examples; null for an average over training steps.</param>
/// <param name="ActiveLatents">Latents whose posterior mean varies by more than 0.01; null for an average over training steps.</param>
/// <param name="RatePerDimension">The rate of each latent; null for an average over training steps.</param>
public sealed record SplitNumbers(
    double NegElbo,
    double Distortion,
    double Rate,
    double? StandardError = null,
    int? ActiveLatents = null,
    IReadOnlyList<double>? RatePerDimension = null)
{
    /// <summary>The numbers of an estimate on a held-out split.</summary>
    public static SplitNumbers From(ElboEstimate estimate) => new(
        estimate.NegElbo, estimate.Distortion, estimate.Rate, estimate.StandardError, estimate.ActiveLatents, estimate.RatePerDimension);
}
