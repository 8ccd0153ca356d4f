using Elbo.Models.Posteriors;
using static TorchSharp.torch;

namespace Elbo.Models.Priors;

/// <summary>The prior N(0, I).</summary>
internal sealed class StandardNormal : Prior
{
    /// <summary>A prior without weights.</summary>
    public StandardNormal() : base(nameof(StandardNormal))
    {
    }

    internal override bool IsFactorized => true;

    /// <summary>−½ Σ z² + log 2π.</summary>
    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z, Tensor noise) => -0.5 * (z.square() + DiagonalGaussian.LogTwoPi).sum(1L);

    /// <inheritdoc/>
    public override Tensor Rate(Posterior posterior, Tensor z, Tensor noise) => posterior.Rate() ?? base.Rate(posterior, z, noise);

    /// <inheritdoc/>
    public override Tensor? RatePerDimension(Posterior posterior) => posterior.RatePerDimension();

    /// <inheritdoc/>
    public override Tensor Sample(Tensor eps) => eps;
}
