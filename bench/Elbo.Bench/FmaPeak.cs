using System.Runtime.CompilerServices;
using Elbo.Compute.Engine;
using Elbo.Compute.Simd;

namespace Elbo.Bench;

/// <summary>
/// The processor's peak of fp32 multiply-adds: chains of fused multiply-adds in its widest vector, enough at once to hide
/// their latency, only in registers, on several threads.
/// </summary>
internal sealed class FmaPeak
{
    // Enough attempts that a thread delayed by the system for some milliseconds does not spoil them all.
    private const int Attempts = 12;

    private const int Chains = 12;

    // About 2 ms on a core of 4 GHz.
    private const int Repeats = 1_000_000;

    private readonly int threads;
    private readonly TimeProvider clock;
    private readonly float[] results;
    private readonly Action<int> job;
    private readonly int lanes = VectorWidth.Lanes;

    public FmaPeak(int threads, TimeProvider clock)
    {
        (this.threads, this.clock) = (threads, clock);
        // One cache line apart, since every thread writes its own.
        results = new float[threads * 16];
        job = lanes switch { 16 => Chain<Simd512>, 8 => Chain<Simd256>, _ => Chain<Simd128> };
    }

    /// <summary>The best of several attempts, in GFLOP/s; a multiply-add counts as 2.</summary>
    public double Measure()
    {
        using var team = new Team(threads);
        var best = 0.0;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var started = clock.GetTimestamp();
            team.Run(job);
            best = Math.Max(best, 2.0 * lanes * Chains * Repeats * threads / clock.GetElapsedTime(started).TotalSeconds / 1e9);
        }
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Chain<V>(int thread) where V : struct, ISimd<V>
    {
        // Every chain converges to 1 / (1 − 0.5) = 2 from a different start.
        V half = V.Create(0.5f), one = V.Create(1f);
        V a = V.Create(0f), b = V.Create(1f), c = V.Create(2f), d = V.Create(3f), e = V.Create(4f), f = V.Create(5f);
        V g = V.Create(6f), h = V.Create(7f), i = V.Create(8f), j = V.Create(9f), k = V.Create(10f), l = V.Create(11f);
        for (var n = 0; n < Repeats; n++)
        {
            a = V.MultiplyAdd(a, half, one);
            b = V.MultiplyAdd(b, half, one);
            c = V.MultiplyAdd(c, half, one);
            d = V.MultiplyAdd(d, half, one);
            e = V.MultiplyAdd(e, half, one);
            f = V.MultiplyAdd(f, half, one);
            g = V.MultiplyAdd(g, half, one);
            h = V.MultiplyAdd(h, half, one);
            i = V.MultiplyAdd(i, half, one);
            j = V.MultiplyAdd(j, half, one);
            k = V.MultiplyAdd(k, half, one);
            l = V.MultiplyAdd(l, half, one);
        }
        results[thread * 16] = V.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
