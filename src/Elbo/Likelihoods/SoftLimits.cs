using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Elbo.Likelihoods;

/// <summary>
/// Keeps the logarithm of a scale within limits by two soft-plus functions, so that its gradient is never cut off (Chua et al., "Deep
/// Reinforcement Learning in a Handful of Trials", 2018, appendix A.1). Well within the limits it changes nothing.
/// </summary>
internal static class SoftLimits
{
    public static Tensor Within(this Tensor value, double low, double high)
    {
        var below = high - Functional.softplus(high - value);
        return low + Functional.softplus(below - low);
    }

    /// <summary>log σ(x), finite wherever x is.</summary>
    public static Tensor LogSigmoid(this Tensor value) => -Functional.softplus(-value);

    /// <summary>log (1 − e^(−t)), for t above 0.</summary>
    public static Tensor Log1MinusExp(this Tensor t) => (-(-t).expm1()).log();
}
