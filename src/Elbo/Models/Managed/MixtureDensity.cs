using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Elbo.Compute.Engine;

namespace Elbo.Models.Managed;

/// <summary>The density of a learned mixture of K Gaussians, log Σ w_k N(z; mu_k, var_k), in double precision.</summary>
internal sealed class MixtureDensity
{
    private const double LogTwoPi = 1.8378770664093453;

    private readonly int latents;

    /// <summary>Padded with components of weight 0; means and precisions for one latent after the other.</summary>
    private readonly double[] offsets, means, precisions;

    /// <param name="means">[K, L].</param>
    /// <param name="logVars">[K, L].</param>
    /// <param name="logits">[K].</param>
    public MixtureDensity(float[] means, float[] logVars, float[] logits)
    {
        var components = logits.Length;
        latents = means.Length / components;
        var width = (components + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;
        (offsets, this.means, precisions) = (new double[width], new double[width * latents], new double[width * latents]);
        offsets.AsSpan(components).Fill(double.NegativeInfinity);
        var most = logits.Max();
        var total = most + Math.Log(logits.Sum(logit => Math.Exp(logit - most)));
        for (var k = 0; k < components; k++)
        {
            offsets[k] = logits[k] - total - 0.5 * latents * LogTwoPi;
            for (var i = 0; i < latents; i++)
            {
                var logVar = Math.Clamp(logVars[k * latents + i], -LogVariance.Most, LogVariance.Most);
                offsets[k] -= 0.5 * logVar;
                (this.means[i * width + k], precisions[i * width + k]) = (means[k * latents + i], Math.Exp(-logVar));
            }
        }
    }

    /// <param name="z">Shape [L].</param>
    /// <returns>Nats.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double LogProbability(ReadOnlySpan<double> z)
    {
        var width = offsets.Length;
        Span<double> logs = width <= 512 ? stackalloc double[width] : new double[width];
        var half = new Vector<double>(-0.5);
        ref var mean = ref MemoryMarshal.GetArrayDataReference(means);
        ref var precision = ref MemoryMarshal.GetArrayDataReference(precisions);
        for (var k = 0; k < width; k += Vector<double>.Count)
        {
            var sum = Vector<double>.Zero;
            for (var (i, at) = (0, (nuint)k); i < latents; i++, at += (nuint)width)
            {
                var error = new Vector<double>(z[i]) - Vector.LoadUnsafe(ref mean, at);
                sum += error * error * Vector.LoadUnsafe(ref precision, at);
            }
            (new Vector<double>(offsets, k) + half * sum).CopyTo(logs[k..]);
        }
        var most = double.NegativeInfinity;
        foreach (var log in logs)
            most = Math.Max(most, log);
        // So far outside that the squares overflow: NaN in the padding.
        if (!(most > double.NegativeInfinity))
            return double.NegativeInfinity;
        var total = Vector<double>.Zero;
        for (var k = 0; k < width; k += Vector<double>.Count)
            total += Vector.Exp(new Vector<double>(logs[k..]) - new Vector<double>(most));
        return most + Math.Log(Vector.Sum(total));
    }
}
