using Elbo.Models.Posteriors;
using static TorchSharp.torch;

namespace Elbo.Models.Priors;

/// <summary>
/// The distribution p(z) that codes are drawn from when the model generates. It owns what it learns; a fixed prior has no weights. A
/// prior of another assembly derives from this class and is made by a record derived from <see cref="PriorOptions"/>.
/// </summary>
public abstract class Prior : nn.Module
{
    /// <summary>A prior whose parameters the constructor of the derived class registers.</summary>
    /// <param name="name">The type's name.</param>
    protected Prior(string name) : base(name)
    {
    }

    /// <summary>Standard normal numbers that <see cref="LogProbability"/> takes for each z; 0 if log p(z) needs none.</summary>
    public virtual int NoiseWidth => 0;

    /// <summary>
    /// Sets the first values of the parameters that are not a layer's <c>weight</c> or <c>bias</c>; those are drawn like the net's. The same
    /// seed gives the same values: libtorch's global generator must not be used. Default nothing.
    /// </summary>
    /// <param name="seed">The run's seed.</param>
    protected internal virtual void Initialize(ulong seed)
    {
    }

    /// <summary>p(z given c). Default itself: the prior does not depend on the condition.</summary>
    /// <param name="condition">c, shape [B, C], of B examples with k draws of z each in succession; null if the model has no condition.</param>
    public virtual Prior Given(Tensor? condition) => this;

    /// <summary>
    /// log p(z); if that has no closed form, the logarithm of a weight drawn with the noise whose expectation is p(z). Its expectation is
    /// then a lower bound, so an objective made with it bounds what the objective with log p(z) bounds, and averages of weights stay unbiased.
    /// </summary>
    /// <param name="z">Shape [N, L].</param>
    /// <param name="noise">Standard normal, shape [N, <see cref="NoiseWidth"/>].</param>
    /// <returns>Nats, shape [N].</returns>
    public abstract Tensor LogProbability(Tensor z, Tensor noise);

    /// <summary>KL(q(z given x) ‖ p(z)) of each example: in closed form if there is one, else log q(z given x) − log p(z) at the drawn z.</summary>
    /// <param name="posterior">q, [N, L].</param>
    /// <param name="z">A draw from it, shape [N, L].</param>
    /// <param name="noise">Standard normal, shape [N, <see cref="NoiseWidth"/>].</param>
    /// <returns>Nats, shape [N].</returns>
    public virtual Tensor Rate(Posterior posterior, Tensor z, Tensor noise) => posterior.LogProbability(z) - LogProbability(z, noise);

    /// <summary>KL(q(z given x) ‖ p(z)) for each example and latent dimension.</summary>
    /// <param name="posterior">q, [B, L].</param>
    /// <returns>Nats, shape [B, L]; null if prior or posterior has no closed form that is a sum over dimensions.</returns>
    public virtual Tensor? RatePerDimension(Posterior posterior) => null;

    /// <summary>Standard normal numbers that <see cref="Sample"/> takes for each z beyond its L.</summary>
    public virtual int SampleNoise => 0;

    /// <summary>True where the latent dimensions are independent, so that log p(z) is a sum over them.</summary>
    internal virtual bool IsFactorized => false;

    /// <summary>Turns standard normal noise into draws from the prior.</summary>
    /// <param name="eps">Shape [N, L + <see cref="SampleNoise"/>].</param>
    /// <returns>z, shape [N, L].</returns>
    public abstract Tensor Sample(Tensor eps);

    /// <summary>The draws of <see cref="Sample"/> row by row without tensors, in <c>eval</c> mode; null if there are none.</summary>
    internal virtual MixtureDraws? Draws() => null;
}
