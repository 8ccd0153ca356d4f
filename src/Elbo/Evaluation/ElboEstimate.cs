using Elbo.Data;

namespace Elbo.Evaluation;

/// <summary>The negative ELBO of a model on a split, with one draw of z an example. All in nats per example.</summary>
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

    /// <summary>The rate of each latent dimension, shape [L]; null where the prior's rate is no sum over dimensions.</summary>
    public required IReadOnlyList<double>? RatePerDimension { get; init; }

    /// <summary>Latent dimensions whose posterior mean varies over the data by more than 0.01 (Burda et al. 2015, section 5.3).</summary>
    public required int ActiveLatents { get; init; }
}
