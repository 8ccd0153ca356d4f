using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>All that one pass through a VAE gives.</summary>
/// <param name="Posterior">q(z given x) of each example, [B, L].</param>
/// <param name="Z">One draw from it, shape [B, L].</param>
/// <param name="Parameters">The likelihood's parameters given z (logits for a Bernoulli likelihood, means for a Gaussian), shape [B, D].</param>
public sealed record VaeOutput(DiagonalGaussian Posterior, Tensor Z, Tensor Parameters);
