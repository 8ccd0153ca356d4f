using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Losses;

/// <summary>Keeps a value within limits by two soft-plus functions: v = low + log(1 + exp(b − low)) with b = high − log(1 + exp(high − x)). With
/// E = exp(x − high) and W = exp(high − low) it is exp(v − low) = (1 + E + W·E) / (1 + E) and dv/dx = W·E / ((1 + E) (1 + E + W·E)): one exponential
/// gives all that a loss needs.</summary>
/// <param name="low">The limit below.</param>
/// <param name="high">The limit above, by at most 25 more.</param>
internal readonly struct SoftRange(double low, double high)
{
    /// <summary>x − high beyond which v is its limit to a float's precision.</summary>
    private const float Most = 20;

    private readonly float low = (float)low, high = (float)high, width = (float)Math.Exp(high - low), inverse = (float)Math.Exp(-low);

    /// <param name="x">The value.</param>
    /// <param name="ratio">exp(v − low).</param>
    /// <param name="slope">dv/dx.</param>
    /// <returns>exp(−v).</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Inverse<V>(V x, out V ratio, out V slope) where V : struct, ISimd<V>
    {
        var e = Elementary<V>.Exp(V.Min(x - V.Create(high), V.Create(Most)));
        var one = V.Create(1f) + e;
        var part = e * V.Create(width);
        var both = one + part;
        var reciprocal = V.Reciprocal(one * both);
        ratio = both * both * reciprocal;
        slope = part * reciprocal;
        return V.Create(inverse) * one * one * reciprocal;
    }

    /// <summary>v itself, from the ratio; NaN if x is not finite: a vector's minimum may lose it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x, V ratio) where V : struct, ISimd<V> => V.MultiplyAdd(x, V.Create(0f), V.Create(low) + Elementary<V>.Log(ratio));
}
