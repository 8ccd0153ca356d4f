using System.Runtime.InteropServices;
using Elbo.Randomness;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>First weights, drawn from the run's seed and never from libtorch's global random state.</summary>
internal static class Initialization
{
    /// <summary>PyTorch's default for <c>nn.Linear</c>: weights and biases uniform on ±1/√(fan in).</summary>
    public static void PyTorchDefault(nn.Module model, ulong seed)
    {
        using var noGrad = no_grad();
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        var index = 0;
        foreach (var (name, parameter) in parameters)
        {
            // What is no dense layer has first values of its own.
            if (!name.EndsWith(".weight", StringComparison.Ordinal) && !name.EndsWith(".bias", StringComparison.Ordinal))
                continue;
            var weight = name.EndsWith(".bias", StringComparison.Ordinal) ? parameters[name[..^5] + ".weight"] : parameter;
            var bound = 1 / MathF.Sqrt(weight.shape[1]);
            // Rows must be of one length to stay apart: each parameter has an "epoch" of its own instead.
            var stream = new Philox(seed, RandomStream.Initialization, index++);
            stream.FillUniform(0, MemoryMarshal.Cast<byte, float>(parameter.bytes), -bound, bound);
        }
    }
}
