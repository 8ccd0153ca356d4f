using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>The distribution p(z) that codes are drawn from when the model generates. What it learns is its own; a fixed prior has no weights.</summary>
public abstract class Prior : nn.Module
{
    /// <param name="name">The type's name.</param>
    private protected Prior(string name) : base(name)
    {
    }

    /// <summary>Standard normal numbers that <see cref="LogProbability"/> takes for each z; 0 where log p(z) needs none.</summary>
    public virtual int NoiseWidth => 0;

    /// <summary>log p(z).</summary>
    /// <param name="z">Shape [N, L].</param>
    /// <param name="noise">Standard normal, shape [N, <see cref="NoiseWidth"/>].</param>
    /// <returns>Nats, shape [N].</returns>
    public abstract Tensor LogProbability(Tensor z, Tensor noise);

    /// <summary>KL(q(z given x) ‖ p(z)) of each example: in closed form where there is one, else log q(z given x) − log p(z) at the drawn z.</summary>
    /// <param name="posterior">q, [N, L].</param>
    /// <param name="z">A draw from it, shape [N, L].</param>
    /// <param name="noise">Standard normal, shape [N, <see cref="NoiseWidth"/>].</param>
    /// <returns>Nats, shape [N].</returns>
    public virtual Tensor Rate(DiagonalGaussian posterior, Tensor z, Tensor noise) => posterior.LogProbability(z) - LogProbability(z, noise);

    /// <summary>KL(q(z given x) ‖ p(z)) for each example and latent dimension.</summary>
    /// <param name="posterior">q, [B, L].</param>
    /// <returns>Nats, shape [B, L].</returns>
    public abstract Tensor RatePerDimension(DiagonalGaussian posterior);

    /// <summary>Turns standard normal noise into draws from the prior.</summary>
    /// <param name="eps">Shape [B, L].</param>
    /// <returns>z, shape [B, L].</returns>
    public abstract Tensor Sample(Tensor eps);
}
