using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Randomness;

/// <summary>Standard normal noise for a batch: each example's row depends on its index alone, not on its place in the batch.</summary>
internal static class NoiseRows
{
    /// <returns>Shape [indices.Length, latents], on the CPU.</returns>
    public static Tensor Draw(Philox random, ReadOnlySpan<int> indices, int latents)
    {
        var noise = torch.empty(indices.Length, latents);
        var values = MemoryMarshal.Cast<byte, float>(noise.bytes);
        for (var i = 0; i < indices.Length; i++)
            random.FillNormal(indices[i], values.Slice(i * latents, latents));
        return noise;
    }
}
