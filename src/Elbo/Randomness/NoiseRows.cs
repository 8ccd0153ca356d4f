using Elbo.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Randomness;

/// <summary>Standard normal noise for a batch: each example's row depends on its index alone, not on its place in the batch.</summary>
internal static unsafe class NoiseRows
{
    /// <summary>Values that are worth a thread of their own.</summary>
    private const int LeastValues = 512;

    /// <returns>Shape [indices.Length, latents], on the CPU.</returns>
    public static Tensor Draw(Philox random, ReadOnlySpan<int> indices, int latents)
    {
        var noise = torch.empty(indices.Length, latents);
        var values = noise.Singles();
        var rows = indices.ToArray();
        TorchTeam.Run(rows.Length, LeastValues / latents, (first, end) =>
        {
            for (var i = first; i < end; i++)
                random.FillNormal(rows[i], new(values + (nint)i * latents, latents));
        });
        return noise;
    }
}
