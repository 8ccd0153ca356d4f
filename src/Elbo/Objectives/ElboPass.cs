using System.Runtime.CompilerServices;
using Elbo.Compute.Native;
using Elbo.Compute.Simd;
using Elbo.Exchange;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>Distortion and rate of each example and the gradient of their weighted sum. A unit of the loop is an example, and the examples' sums are
/// added in their order, so that nothing depends on the number of threads.</summary>
internal sealed unsafe class ElboPass(
    Tensor logits, Tensor target, Tensor mu, Tensor logVar, Tensor dLogits, Tensor dMu, Tensor dLogVar, double distortionScale, double rateScale)
    : IVectorLoop
{
    /// <summary>Values that are worth a thread of their own.</summary>
    private const int LeastValues = 8192;

    private readonly int examples = (int)logits.shape[0], dimensions = (int)logits.shape[1], latents = (int)mu.shape[1];
    private readonly float distortionScale = (float)distortionScale, rateScale = (float)rateScale;
    private readonly float* l = logits.Singles(), t = target.Singles(), dl = dLogits.Singles();
    private readonly float* m = mu.Singles(), v = logVar.Singles(), dm = dMu.Singles(), dv = dLogVar.Singles();
    private readonly double[] distortions = new double[(int)logits.shape[0]], rates = new double[(int)logits.shape[0]];

    /// <summary>Σ distortion, nats.</summary>
    public double Distortion => distortions.Sum();

    /// <summary>Σ rate, nats.</summary>
    public double Rate => rates.Sum();

    public void Run() => VectorLoop.Run(this, examples, Math.Max(1, LeastValues / dimensions));

    public void Run<V>(int first, int end) where V : struct, ISimd<V>
    {
        for (var b = first; b < end; b++)
        {
            var at = (nint)b * dimensions;
            distortions[b] = BernoulliRow.Distortion<V>(l + at, t + at, dl + at, dimensions, distortionScale);
            rates[b] = RateOf<V>((nint)b * latents);
        }
    }

    /// <summary>KL = ½ Σ mu² + exp(logvar) − 1 − logvar, its gradient (mu, ½ (exp(logvar) − 1)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double RateOf<V>(nint at) where V : struct, ISimd<V>
    {
        var sum = V.Create(0f);
        var i = 0;
        for (; i + V.Width <= latents; i += V.Width)
        {
            sum += Kl(V.Load(m + at + i), V.Load(v + at + i), out var gradientMu, out var gradientLogVar);
            V.Store(gradientMu, dm + at + i);
            V.Store(gradientLogVar, dv + at + i);
        }
        if (i < latents)
        {
            // Lanes beyond the row have mu = 0 and logvar = 0, whose rate is 0.
            var rest = latents - i;
            sum += Kl(Partial<V>.Load(m + at + i, rest), Partial<V>.Load(v + at + i, rest), out var gradientMu, out var gradientLogVar);
            Partial<V>.Store(gradientMu, dm + at + i, rest);
            Partial<V>.Store(gradientLogVar, dv + at + i, rest);
        }
        return 0.5 * V.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Kl<V>(V mu, V logVar, out V gradientMu, out V gradientLogVar) where V : struct, ISimd<V>
    {
        var weight = V.Create(rateScale);
        // By way of sigma, the range of Exp covers every variance that is a float; below e⁻⁸⁰ a variance is negligible relative to 1.
        var sigma = Elementary<V>.Exp(V.Max(logVar, V.Create(-80f)) * V.Create(0.5f));
        var excess = V.MultiplyAdd(sigma, sigma, V.Create(-1f));
        gradientMu = weight * mu;
        gradientLogVar = weight * V.Create(0.5f) * excess;
        return V.MultiplyAdd(mu, mu, excess - logVar);
    }
}
