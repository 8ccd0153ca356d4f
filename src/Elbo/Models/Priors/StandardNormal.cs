using Elbo.Models.Posteriors;
using static TorchSharp.torch;

namespace Elbo.Models.Priors;

/// <summary>The prior N(0, I).</summary>
public sealed class StandardNormal : Prior
{
    /// <summary>A prior without weights.</summary>
    public StandardNormal() : base(nameof(StandardNormal))
    {
    }

    /// <summary>−½ Σ z² + log 2π.</summary>
    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z, Tensor noise) => -0.5 * (z.square() + DiagonalGaussian.LogTwoPi).sum(1L);

    /// <inheritdoc/>
    public override Tensor Rate(DiagonalGaussian posterior, Tensor z, Tensor noise) => RatePerDimension(posterior).sum(1L);

    /// <summary>KL(N(mu, exp(logvar)) ‖ N(0, 1)) = ½ (mu² + exp(logvar) − 1 − logvar) (Kingma and Welling 2014, appendix B).</summary>
    /// <inheritdoc/>
    public override Tensor RatePerDimension(DiagonalGaussian posterior) =>
        0.5 * (posterior.Mu.square() + posterior.LogVar.exp() - 1 - posterior.LogVar);

    /// <inheritdoc/>
    public override Tensor Sample(Tensor eps) => eps;
}
