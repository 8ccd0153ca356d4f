using Elbo.Compute.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Compute.Randomness;

/// <summary>Standard normal noise for a batch: each example's row depends only on its index, not on its position in the batch.</summary>
internal static unsafe class NoiseRows
{
    /// <summary>Values that justify another thread.</summary>
    private const int LeastValues = 512;

    /// <param name="random">The purpose and the epoch.</param>
    /// <param name="indices">The batch's examples.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="draws">Rows of each example, in succession; the first are the same whatever the number of draws is.</param>
    /// <returns>Shape [indices.Length · draws, width], on the CPU.</returns>
    public static Tensor Draw(Philox random, ReadOnlySpan<int> indices, int width, int draws = 1)
    {
        var noise = torch.empty(indices.Length * draws, width);
        var values = noise.Singles();
        var rows = indices.ToArray();
        TorchTeam.Run(rows.Length * draws, LeastValues / width, (first, end) =>
        {
            for (var i = first; i < end; i++)
                random.OfDraw(i % draws).FillNormal(rows[i / draws], new(values + (nint)i * width, width));
        });
        return noise;
    }
}

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
