using Elbo.Data;

namespace Elbo.Evaluation;

/// <summary>NLL = −log p(x), estimated by importance sampling with S draws of z an example. All in nats per example.</summary>
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

    /// <summary>How evenly the weight is spread over the S draws: whether the estimate is to be trusted.</summary>
    public required EffectiveSampleSize EffectiveSampleSize { get; init; }

    /// <summary>The estimate of each example, shape [N]; two models or two estimators are best compared example by example.</summary>
    public required IReadOnlyList<double> PerExample { get; init; }
}
