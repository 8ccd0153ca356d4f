using Elbo.Models.Posteriors;
using static TorchSharp.torch;

namespace Elbo.Models.Priors;

/// <summary>The distribution p(z) that codes are drawn from when the model generates. What it learns is its own; a fixed prior has no weights.</summary>
public abstract class Prior : nn.Module
{
    /// <param name="name">The type's name.</param>
    private protected Prior(string name) : base(name)
    {
    }

    /// <summary>Standard normal numbers that <see cref="LogProbability"/> takes for each z; 0 where log p(z) needs none.</summary>
    public virtual int NoiseWidth => 0;

    /// <summary>First values, from the seed, of what it learns beside dense layers.</summary>
    internal virtual void Initialize(ulong seed)
    {
    }

    /// <summary>
    /// log p(z); where that has no closed form, the logarithm of a weight drawn with the noise whose expectation is p(z). Its expectation is
    /// then a lower bound, so an objective made with it bounds what the objective with log p(z) bounds, and averages of weights stay unbiased.
    /// </summary>
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
    /// <returns>Nats, shape [B, L]; null where the prior does not factorise, so that the rate is no sum over dimensions.</returns>
    public virtual Tensor? RatePerDimension(DiagonalGaussian posterior) => null;

    /// <summary>Standard normal numbers that <see cref="Sample"/> takes for each z beyond its L.</summary>
    public virtual int SampleNoise => 0;

    /// <summary>Turns standard normal noise into draws from the prior.</summary>
    /// <param name="eps">Shape [N, L + <see cref="SampleNoise"/>].</param>
    /// <returns>z, shape [N, L].</returns>
    public abstract Tensor Sample(Tensor eps);
}
