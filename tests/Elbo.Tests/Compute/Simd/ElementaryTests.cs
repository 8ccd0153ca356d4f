using Elbo.Compute.Simd;

namespace Elbo.Tests.Compute.Simd;

public sealed class ElementaryTests
{
    [Fact]
    public void CosTurns_FromMinusHalfToHalf_HasAFloatsRelativePrecision()
    {
        Assert.InRange(Worst<Simd512>(), 0, 3e-7);
        Assert.InRange(Worst<Simd256>(), 0, 3e-7);
        Assert.InRange(Worst<Simd128>(), 0, 3e-7);
    }

    [Fact]
    public void CosTurns_QuarterTurns_AreExactZeros()
    {
        Assert.Equal(0, CosTurns<Simd512>([0.25f])[0]);
        Assert.Equal(0, CosTurns<Simd256>([-0.25f])[0]);
        Assert.Equal(0, CosTurns<Simd128>([0.25f])[0]);
    }

    /// <summary>The largest relative error over a grid of 2²⁰ angles and the finest steps around a quarter turn.</summary>
    private static double Worst<V>() where V : struct, ISimd<V>
    {
        float[] turns =
        [
            .. Enumerable.Range(-(1 << 19), (1 << 20) + 1).Select(i => i * (1f / (1 << 20))),
            .. Enumerable.Range(-500, 1000).Select(i => 0.25f + i * (1f / (1 << 26))),
        ];
        return turns.Zip(CosTurns<V>(turns))
            .Select(t => (Exact: Math.Sin(2 * Math.PI * (0.25 - Math.Abs((double)t.First))), Got: (double)t.Second))
            .Where(t => t.Exact != 0).Max(t => Math.Abs(t.Got / t.Exact - 1));
    }

    private static unsafe float[] CosTurns<V>(float[] turns) where V : struct, ISimd<V>
    {
        var padded = new float[(turns.Length + V.Width - 1) / V.Width * V.Width];
        turns.CopyTo(padded, 0);
        fixed (float* at = padded)
            for (var i = 0; i < padded.Length; i += V.Width)
                V.Store(Elementary<V>.CosTurns(V.Load(at + i)), at + i);
        return padded[..turns.Length];
    }
}
