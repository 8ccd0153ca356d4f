using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Objectives;

/// <summary>One example under the Bernoulli likelihood, value and gradient in one pass over its logits.</summary>
internal static unsafe class BernoulliRow
{
    /// <summary>Factors 1 + exp(−|l|), between 1 and 2, of which one logarithm is taken: their product is at most 2⁶⁴.</summary>
    private const int Factors = 64;

    /// <summary>−log p(t) = Σ max(l, 0) − t·l + log(1 + exp(−|l|)), its gradient σ(l) − t. Both from exp(−|l|): finite
    /// wherever l is. Where t is NaN it is missing, and both are 0.</summary>
    /// <param name="l">Logits, shape [D].</param>
    /// <param name="t">The target, shape [D].</param>
    /// <param name="dl">Becomes <paramref name="scale"/> times the gradient, shape [D].</param>
    /// <param name="dimensions">D.</param>
    /// <param name="scale">Weight of the gradient.</param>
    /// <returns>−log p(t), nats.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Distortion<V>(float* l, float* t, float* dl, int dimensions, float scale) where V : struct, ISimd<V>
    {
        V sum = V.Create(0f), one = V.Create(1f), product = one;
        var i = 0;
        for (var factors = 0; i + V.Width <= dimensions; i += V.Width)
        {
            product = V.MultiplyAdd(product, Element(V.Load(l + i), V.Load(t + i), scale, ref sum, out var gradient), product);
            V.Store(gradient, dl + i);
            if (++factors % Factors == 0)
            {
                sum += Elementary<V>.Log(product);
                product = one;
            }
        }
        sum += Elementary<V>.Log(product);
        if (i < dimensions)
        {
            var rest = dimensions - i;
            var e = Element(Partial<V>.Load(l + i, rest), Partial<V>.Load(t + i, rest), scale, ref sum, out var gradient);
            Partial<V>.Store(gradient, dl + i, rest);
            sum += Elementary<V>.Log(V.MultiplyAdd(e, Partial<V>.Mask(rest), one));
        }
        return V.Sum(sum);
    }

    /// <returns>exp(−|l|); 0 where the target is missing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Element<V>(V l, V t, float scale, ref V sum, out V gradient) where V : struct, ISimd<V>
    {
        V zero = V.Create(0f), one = V.Create(1f);
        var e = Elementary<V>.Exp(zero - V.Abs(l));
        var there = V.Greater(t, V.Create(float.NegativeInfinity)); // false for NaN alone
        sum += V.And(there, V.Max(l, zero) - t * l);
        var s = V.Reciprocal(one + e);
        gradient = V.And(there, (V.Select(V.Greater(l, zero), s, e * s) - t) * V.Create(scale));
        return V.And(there, e);
    }
}
