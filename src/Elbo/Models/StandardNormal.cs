using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>The prior N(0, I).</summary>
public sealed class StandardNormal : Prior
{
    /// <summary>KL(N(mu, exp(logvar)) ‖ N(0, 1)) = ½ (mu² + exp(logvar) − 1 − logvar) (Kingma and Welling 2014, appendix B).</summary>
    /// <inheritdoc/>
    public override Tensor RatePerDimension(DiagonalGaussian posterior) =>
        0.5 * (posterior.Mu.square() + posterior.LogVar.exp() - 1 - posterior.LogVar);

    /// <inheritdoc/>
    public override Tensor Sample(Tensor eps) => eps;
}
