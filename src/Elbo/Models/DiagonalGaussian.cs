using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>A Gaussian posterior q(z given x) with a diagonal covariance, one for each example of a batch.</summary>
/// <param name="Mu">The means, shape [B, L].</param>
/// <param name="LogVar">The logarithms of the variances, shape [B, L].</param>
public sealed record DiagonalGaussian(Tensor Mu, Tensor LogVar)
{
    /// <summary>The reparameterization trick: z = mu + exp(½ logvar)·eps (Kingma and Welling 2014, section 2.4).</summary>
    /// <param name="eps">Standard normal noise, shape [B, L].</param>
    /// <returns>One draw of z for each example, shape [B, L].</returns>
    public Tensor Sample(Tensor eps) => Mu + (0.5 * LogVar).exp() * eps;
}
