using System.Runtime.InteropServices;
using Elbo.Compute.Randomness;
using static TorchSharp.torch;

namespace Elbo.Tests.Models;

/// <summary>Random numbers for tests, and weights set by name.</summary>
internal static class Draws
{
    /// <summary>Standard normal numbers that depend only on the seed, shape [rows, columns].</summary>
    public static Tensor Normal(int rows, int columns, ulong seed)
    {
        var values = new float[rows * columns];
        new Philox(seed, RandomStream.Prior).FillNormal(0, values);
        return tensor(values, rows, columns);
    }

    /// <summary>Sets a weight to numbers, row-major.</summary>
    public static void Set(this nn.Module module, string name, params ReadOnlySpan<float> values)
    {
        using var noGrad = no_grad();
        var weight = module.named_parameters().Single(p => p.name == name).parameter;
        Assert.Equal(values.Length, weight.numel());
        values.CopyTo(MemoryMarshal.Cast<byte, float>(weight.bytes));
    }

    public static Tensor Weight(this nn.Module module, string name) => module.named_parameters().Single(p => p.name == name).parameter;
}
