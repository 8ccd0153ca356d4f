using Elbo.Compute.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>A layer's parameter with PyTorch's first values, uniform within ±1/√(fan in).</summary>
internal static class UniformParameter
{
    /// <param name="fanIn">Number of inputs of one output.</param>
    /// <param name="shape">Its shape.</param>
    public static Parameter Of(int fanIn, params ReadOnlySpan<long> shape)
    {
        using var scope = TensorScope.Open();
        using var noGrad = no_grad();
        var bound = 1 / Math.Sqrt(fanIn);
        var made = new Parameter(empty(shape).uniform_(-bound, bound));
        scope.Detach(made);
        return made;
    }
}
