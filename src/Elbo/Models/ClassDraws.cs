using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>How a step samples the improbable classes of an example instead of summing over all (Liu et al., "Rao-Blackwellized Stochastic Gradients for
/// Discrete Distributions", 2019): a class with q(y given x) = q below a limit is kept with probability q / limit and then has the weight of the limit, so
/// that every sum over classes has the same expectation, and so has its gradient.</summary>
/// <param name="Limit">Classes of at least this probability are always kept, and so is the likeliest.</param>
/// <param name="Uniform">Numbers in [0, 1), shape [B, K].</param>
internal sealed record ClassDraws(double Limit, Tensor Uniform);
