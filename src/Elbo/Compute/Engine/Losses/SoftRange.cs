using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Losses;

/// <summary>Keeps a value within limits by two soft-plus functions, with the derivative.</summary>
internal static class SoftRange<V> where V : struct, ISimd<V>
{
    /// <param name="x">The value.</param>
    /// <param name="low">The limit below.</param>
    /// <param name="high">The limit above.</param>
    /// <param name="slope">The derivative by x.</param>
    /// <returns>NaN if x is not finite.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Within(V x, float low, float high, out V slope)
    {
        var below = V.Create(high) - Softplus(V.Create(high) - x, out var upper);
        var within = V.Create(low) + Softplus(below - V.Create(low), out var lower);
        slope = upper * lower;
        // A vector's maximum may lose a NaN.
        return V.MultiplyAdd(x, V.Create(0f), within);
    }

    /// <summary>log(1 + exp(x)) and its derivative σ(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus(V x, out V sigmoid)
    {
        var e = Elementary<V>.Exp(V.Create(0f) - V.Abs(x));
        var s = V.Reciprocal(V.Create(1f) + e);
        sigmoid = V.Select(V.Greater(x, V.Create(0f)), s, e * s);
        return V.Max(x, V.Create(0f)) + Elementary<V>.Log(V.Create(1f) + e);
    }
}
