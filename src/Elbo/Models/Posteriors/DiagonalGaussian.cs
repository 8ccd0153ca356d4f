using static TorchSharp.torch;

namespace Elbo.Models.Posteriors;

/// <summary>A Gaussian posterior q(z given x) with a diagonal covariance, one for each example of a batch.</summary>
/// <param name="Mu">The means, shape [B, L].</param>
/// <param name="LogVar">The logarithms of the variances, shape [B, L].</param>
public sealed record DiagonalGaussian(Tensor Mu, Tensor LogVar)
{
    internal static readonly double LogTwoPi = Math.Log(2 * Math.PI);

    /// <summary>log q(z given x) = −½ Σ (z − mu)²/exp(logvar) + logvar + log 2π.</summary>
    /// <param name="z">Shape [B, L].</param>
    /// <returns>Nats, shape [B].</returns>
    public Tensor LogProbability(Tensor z) => -0.5 * ((z - Mu).square() * (-LogVar).exp() + LogVar + LogTwoPi).sum(1L);

    /// <summary>Each example's posterior so many times in succession, for as many draws of z.</summary>
    /// <param name="samples">k.</param>
    /// <returns>[B·k, L].</returns>
    public DiagonalGaussian Repeat(int samples) =>
        samples == 1 ? this : new(Mu.repeat_interleave(samples, 0), LogVar.repeat_interleave(samples, 0));

    /// <summary>The reparameterization trick: z = mu + exp(½ logvar)·eps (Kingma and Welling 2014, section 2.4).</summary>
    /// <param name="eps">Standard normal noise, shape [B, L].</param>
    /// <returns>One draw of z for each example, shape [B, L].</returns>
    public Tensor Sample(Tensor eps) => Mu + (0.5 * LogVar).exp() * eps;
}
