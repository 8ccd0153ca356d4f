using Elbo.Compute.Native;
using static TorchSharp.torch;

namespace Elbo.Compute.Randomness;

/// <summary>Uniform noise for a batch: each example's row depends only on its index, not on its position in the batch.</summary>
internal static unsafe class UniformRows
{
    /// <param name="random">The purpose and the draw.</param>
    /// <param name="indices">The batch's examples.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <returns>Numbers in [0, 1), shape [indices.Length, width], on the CPU.</returns>
    public static Tensor Draw(Philox random, ReadOnlySpan<int> indices, int width)
    {
        var noise = empty(indices.Length, width);
        var values = noise.Singles();
        for (var i = 0; i < indices.Length; i++)
            random.FillUniform(indices[i], new(values + (nint)i * width, width));
        return noise;
    }
}
