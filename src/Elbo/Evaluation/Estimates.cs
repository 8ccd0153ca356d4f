using Elbo.Data;

namespace Elbo.Evaluation;

/// <summary>The negative ELBO of a model on a split, with one draw of z per example. All in nats per example.</summary>
public sealed record ElboEstimate
{
    /// <summary>Number of examples, N.</summary>
    public required int Examples { get; init; }

    /// <summary>How targets were made; numbers under different binarizations can't be compared.</summary>
    public required Binarization Binarization { get; init; }

    /// <summary>distortion + rate.</summary>
    public required double NegElbo { get; init; }

    /// <summary>The standard error of <see cref="NegElbo"/> over the examples.</summary>
    public required double StandardError { get; init; }

    /// <summary>−E[log p(x given z)].</summary>
    public required double Distortion { get; init; }

    /// <summary>The standard error of <see cref="Distortion"/> over the examples.</summary>
    public required double DistortionError { get; init; }

    /// <summary>KL(q(z given x) ‖ p(z)).</summary>
    public required double Rate { get; init; }

    /// <summary>The standard error of <see cref="Rate"/> over the examples.</summary>
    public required double RateError { get; init; }

    /// <summary>The rate of each latent dimension, shape [L]; null if the prior's rate is not a sum over dimensions.</summary>
    public required IReadOnlyList<double>? RatePerDimension { get; init; }

    /// <summary>Latent dimensions whose posterior mean varies over the data by more than 0.01 (Burda et al. 2015, section 5.3).</summary>
    public required int ActiveLatents { get; init; }
}

/// <summary>NLL = −log p(x), estimated by importance sampling with S draws of z per example. All in nats per example.</summary>
public sealed record NllEstimate
{
    /// <summary>Number of examples, N.</summary>
    public required int Examples { get; init; }

    /// <summary>Draws of z for each example, S. The estimate is an upper bound on average, and falls with S.</summary>
    public required int Samples { get; init; }

    /// <summary>How targets were made; numbers under different binarizations can't be compared.</summary>
    public required Binarization Binarization { get; init; }

    /// <summary>The mean over the examples.</summary>
    public required double Nll { get; init; }

    /// <summary>The standard error of <see cref="Nll"/> over the examples.</summary>
    public required double StandardError { get; init; }

    /// <summary>How many equally weighted draws the S draws of an example are worth, (Σ w)² / Σ w² (Kong 1992), on average over the examples: far
    /// below S, the estimate is too high by more than its standard error shows.</summary>
    public double EffectiveDraws => EffectiveSampleSize.Mean;

    /// <summary>How evenly the weight is spread over the S draws.</summary>
    internal EffectiveSampleSize EffectiveSampleSize { get; init; } = null!;

    /// <summary>The estimate of each example, shape [N]; compare two models or two estimators example by example.</summary>
    public required IReadOnlyList<double> PerExample { get; init; }
}

/// <summary>NLL = −log p(x), estimated by annealed importance sampling. All in nats per example.</summary>
internal sealed record AisEstimate
{
    /// <summary>Number of examples, N.</summary>
    public required int Examples { get; init; }

    /// <summary>Chains, temperatures and leapfrog steps.</summary>
    public required AisOptions Options { get; init; }

    /// <summary>How targets were made; numbers under different binarizations can't be compared.</summary>
    public required Binarization Binarization { get; init; }

    /// <summary>The mean over the examples: an upper bound on average.</summary>
    public required double Nll { get; init; }

    /// <summary>The standard error of <see cref="Nll"/> over the examples.</summary>
    public required double StandardError { get; init; }

    /// <summary>How evenly the weight is spread over the chains of an example.</summary>
    public required EffectiveSampleSize EffectiveSampleSize { get; init; }

    /// <summary>The mean probability with which a transition was accepted; near 0.65 if the pilot chains found suitable step sizes.</summary>
    public required double Acceptance { get; init; }

    /// <summary>The estimate of each example, shape [N].</summary>
    public required IReadOnlyList<double> PerExample { get; init; }

    /// <summary>The difference of another estimate of the same examples and this one, example by example, with its standard error: far
    /// smaller than the error of either, since both see the same examples.</summary>
    /// <exception cref="ArgumentException">The other estimate is of fewer examples.</exception>
    public SampleMean Excess(NllEstimate other) => other.Examples < Examples
        ? throw new ArgumentException($"The other estimate is of {other.Examples} examples; at least {Examples} are needed.", nameof(other))
        : SampleMean.Of(PerExample.Zip(other.PerExample, (ais, nll) => nll - ais).ToArray());
}

/// <summary>A mean over examples and its standard error.</summary>
/// <param name="Value">The mean.</param>
/// <param name="StandardError">The standard deviation of one value over √N; 0 for a single example.</param>
internal readonly record struct SampleMean(double Value, double StandardError)
{
    /// <summary>The mean of one value per example.</summary>
    internal static SampleMean Of(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var value in values)
            mean += value;
        mean /= values.Length;
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return new(mean, Math.Sqrt(squares / Math.Max(1, values.Length - 1) / values.Length));
    }
}
