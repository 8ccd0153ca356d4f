using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>The distribution p(z) that codes are drawn from when the model generates.</summary>
public abstract class Prior
{
    /// <summary>KL(q(z given x) ‖ p(z)) for each example and latent dimension.</summary>
    /// <param name="posterior">q, [B, L].</param>
    /// <returns>Nats, shape [B, L].</returns>
    public abstract Tensor RatePerDimension(DiagonalGaussian posterior);

    /// <summary>Turns standard normal noise into draws from the prior.</summary>
    /// <param name="eps">Shape [B, L].</param>
    /// <returns>z, shape [B, L].</returns>
    public abstract Tensor Sample(Tensor eps);
}
