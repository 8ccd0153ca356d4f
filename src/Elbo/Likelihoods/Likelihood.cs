using static TorchSharp.torch;

namespace Elbo.Likelihoods;

/// <summary>p(x given z): reads the decoder's output as the parameters of a distribution over one example.</summary>
public abstract class Likelihood
{
    /// <summary>The name that run files and the command line use, such as <c>bernoulli</c>.</summary>
    public abstract string Name { get; }

    /// <summary>log p(x given z) for each example, summed over its D dimensions.</summary>
    /// <param name="target">x, shape [B, D].</param>
    /// <param name="parameters">The decoder's output, shape [B, D].</param>
    /// <returns>Nats, shape [B].</returns>
    public abstract Tensor LogProbability(Tensor target, Tensor parameters);

    /// <summary>E[x given z].</summary>
    /// <param name="parameters">The decoder's output, shape [B, D].</param>
    /// <returns>Shape [B, D].</returns>
    public abstract Tensor Mean(Tensor parameters);
}
