using static TorchSharp.torch;

namespace Elbo.Models.Posteriors;

/// <summary>
/// q(z given x) of each example of a batch. A posterior of another assembly derives from this record and is computed from the encoder's features by
/// a head that a record derived from <see cref="PosteriorOptions"/> makes.
/// </summary>
public abstract record Posterior
{
    /// <summary>E[z given x], shape [B, L].</summary>
    public abstract Tensor Mean { get; }

    /// <summary>The logarithms of the variances of a diagonal Gaussian, shape [B, L]; null for another posterior.</summary>
    internal virtual Tensor? LogVariance => null;

    /// <summary>Turns standard normal noise into draws, differentiably.</summary>
    /// <param name="eps">Shape [B, L].</param>
    /// <returns>One draw of z for each example, shape [B, L].</returns>
    public abstract Tensor Sample(Tensor eps);

    /// <summary>log q(z given x).</summary>
    /// <param name="z">Shape [B, L].</param>
    /// <returns>Nats, shape [B].</returns>
    public abstract Tensor LogProbability(Tensor z);

    /// <summary>KL(q(z given x) ‖ N(0, I)) for each example and latent dimension, in closed form.</summary>
    /// <returns>Nats, shape [B, L]; null, the default, if it has no closed form or is not a sum over dimensions.</returns>
    public virtual Tensor? RatePerDimension() => null;

    /// <summary>KL(q(z given x) ‖ N(0, I)) for each example, in closed form. Default the sum over the dimensions.</summary>
    /// <returns>Nats, shape [B]; null if it has no closed form and is estimated from draws.</returns>
    public virtual Tensor? Rate() => RatePerDimension()?.sum(1L);

    /// <summary>The posterior with transformed parameters.</summary>
    /// <param name="transform">Applied to every tensor; it keeps the dimensions after the first.</param>
    public abstract Posterior Map(Func<Tensor, Tensor> transform);

    /// <summary>Each example's posterior repeated <paramref name="samples"/> times in succession, one for each draw of z.</summary>
    /// <param name="samples">k.</param>
    /// <returns>[B·k, L].</returns>
    public Posterior Repeat(int samples) => samples == 1 ? this : Map(tensor => tensor.repeat_interleave(samples, 0));

    /// <summary>The distribution with detached parameters: no gradient passes through it.</summary>
    public Posterior Detach() => Map(tensor => tensor.detach());

    /// <summary>Its tensors by name, in the order in which a search for non-finite numbers reads them.</summary>
    internal virtual IEnumerable<(string Name, Tensor Value)> Parts => [("the posterior's mean", Mean)];
}
