using System.Runtime.InteropServices;
using Elbo.Compute.Randomness;
using Elbo.Compute.Simd;
using static TorchSharp.torch;

namespace Elbo.Models.Priors;

/// <summary>Draws from a mixture of Gaussians, row by row without tensors: those of <see cref="GaussianMixture.Sample"/>.</summary>
internal sealed class MixtureDraws
{
    private readonly float[] means, deviations;

    /// <summary>Where one component's share of the standard normal distribution ends and the next one's begins.</summary>
    private readonly double[] ends;

    private readonly int latents;

    /// <param name="mu">Shape [K, L].</param>
    /// <param name="logVar">Shape [K, L].</param>
    /// <param name="weights">Shape [K], of sum 1.</param>
    public MixtureDraws(Tensor mu, Tensor logVar, Tensor weights)
    {
        latents = (int)mu.shape[1];
        (means, deviations) = (Plain(mu), Plain((0.5 * logVar).exp()));
        ends = Array.ConvertAll(Plain(weights.cumsum(0)), share => share >= 1 ? double.PositiveInfinity : NormalQuantile.Of(share));
    }

    /// <summary>Draws the code of a row.</summary>
    /// <param name="random">Gives L + 1 normal numbers; the last one chooses the component, by its quantile.</param>
    /// <param name="row">The row.</param>
    /// <param name="eps">Room for the numbers, shape [L + 1].</param>
    /// <param name="z">Shape [L].</param>
    public void Draw(Philox random, long row, Span<float> eps, Span<float> z)
    {
        random.FillNormal(row, eps);
        var found = Array.BinarySearch(ends, (double)eps[latents]);
        var start = Math.Min(found >= 0 ? found : ~found, ends.Length - 1) * latents;
        for (var i = 0; i < z.Length; i++)
            z[i] = means[start + i] + deviations[start + i] * eps[i];
    }

    private static float[] Plain(Tensor values) => MemoryMarshal.Cast<byte, float>(values.to(ScalarType.Float32).cpu().contiguous().bytes).ToArray();
}
