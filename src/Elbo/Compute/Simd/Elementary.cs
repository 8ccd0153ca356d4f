using System.Runtime.CompilerServices;

namespace Elbo.Compute.Simd;

/// <summary>Functions of a vector, to about a float's precision (relative error near 1e-7), by polynomials.</summary>
internal static class Elementary<V> where V : struct, ISimd<V>
{
    /// <summary>exp(x); below −60 as at −60 (8.8e-27), above 88 as at 88 (1.7e38). No sum here notices the floor, and what is multiplied with it
    /// stays a normal number: denormal ones cost some processors a hundred times as much. Coefficients of Cephes' expf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        x = V.Min(V.Max(x, V.Create(-60f)), V.Create(88f));
        var n = V.Round(x * V.Create(1.44269504f));
        // x − n·log 2 in two steps, since log 2 has more digits than a float.
        var r = V.MultiplyAdd(n, V.Create(-0.693359375f), x);
        r = V.MultiplyAdd(n, V.Create(2.12194440e-4f), r);
        var p = V.Create(1.9875691500e-4f);
        p = V.MultiplyAdd(p, r, V.Create(1.3981999507e-3f));
        p = V.MultiplyAdd(p, r, V.Create(8.3334519073e-3f));
        p = V.MultiplyAdd(p, r, V.Create(4.1665795894e-2f));
        p = V.MultiplyAdd(p, r, V.Create(1.6666665459e-1f));
        p = V.MultiplyAdd(p, r, V.Create(5.0000001201e-1f));
        p = V.MultiplyAdd(p, r * r, r + V.Create(1f));
        return p * V.Pow2(n);
    }

    /// <summary>log(x) for positive normal x. Coefficients of Cephes' logf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x)
    {
        V.Split(x, out var m, out var k);
        var big = V.Greater(m, V.Create(1.41421356f));
        k += V.And(big, V.Create(1f));
        m = V.Select(big, m * V.Create(0.5f), m) - V.Create(1f);
        var p = V.Create(7.0376836292e-2f);
        p = V.MultiplyAdd(p, m, V.Create(-1.1514610310e-1f));
        p = V.MultiplyAdd(p, m, V.Create(1.1676998740e-1f));
        p = V.MultiplyAdd(p, m, V.Create(-1.2420140846e-1f));
        p = V.MultiplyAdd(p, m, V.Create(1.4249322787e-1f));
        p = V.MultiplyAdd(p, m, V.Create(-1.6668057665e-1f));
        p = V.MultiplyAdd(p, m, V.Create(2.0000714765e-1f));
        p = V.MultiplyAdd(p, m, V.Create(-2.4999993993e-1f));
        p = V.MultiplyAdd(p, m, V.Create(3.3333331174e-1f));
        var square = m * m;
        var tail = V.MultiplyAdd(p * m, square, V.MultiplyAdd(V.Create(-0.5f), square, m));
        return V.MultiplyAdd(k, V.Create(0.69314718f), tail);
    }

    /// <summary>cos(2π·turns) for turns from −1/2 to 1/2: an odd minimax polynomial of 1/4 − |turns|, which is exact where the cosine is small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V CosTurns(V turns)
    {
        var y = V.Create(0.25f) - V.Abs(turns);
        var q = y * y;
        var p = V.MultiplyAdd(q, V.Create(39.710918f), V.Create(-76.574992f));
        p = V.MultiplyAdd(p, q, V.Create(81.602231f));
        p = V.MultiplyAdd(p, q, V.Create(-41.341677f));
        p = V.MultiplyAdd(p, q, V.Create(6.28318527f));
        return p * y;
    }

    /// <summary>1 / (1 + exp(−x)), without cancellation on either side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x)
    {
        var e = Exp(V.Create(0f) - V.Abs(x));
        var s = V.Reciprocal(V.Create(1f) + e);
        return V.Select(V.Greater(x, V.Create(0f)), s, e * s);
    }

    /// <summary>tanh(x) = sign(x)·(1 − t) / (1 + t) with t = exp(−2|x|); for small x the series x − x³/3 + …, which keeps its digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        var magnitude = V.Abs(x);
        var t = Exp(magnitude * V.Create(-2f));
        var large = (V.Create(1f) - t) * V.Reciprocal(V.Create(1f) + t);
        large = V.Select(V.Greater(V.Create(0f), x), V.Create(0f) - large, large);
        var q = x * x;
        var p = V.MultiplyAdd(q, V.Create(-5.70498872745e-3f), V.Create(2.06390887954e-2f));
        p = V.MultiplyAdd(p, q, V.Create(-5.37397155531e-2f));
        p = V.MultiplyAdd(p, q, V.Create(1.33314422036e-1f));
        p = V.MultiplyAdd(p, q, V.Create(-3.33332819422e-1f));
        var small = V.MultiplyAdd(p * q, x, x);
        return V.Select(V.Greater(magnitude, V.Create(0.625f)), large, small);
    }

    /// <summary>Φ(x), the standard normal distribution function, by Abramowitz and Stegun 7.1.26; absolute error below 1e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NormalCdf(V x)
    {
        // erf(y) = 1 − (a1 t + … + a5 t⁵) exp(−y²) with t = 1 / (1 + 0.3275911 y), y = |x| / √2.
        var y = V.Abs(x) * V.Create(0.70710678f);
        var t = V.Reciprocal(V.MultiplyAdd(y, V.Create(0.3275911f), V.Create(1f)));
        var p = V.MultiplyAdd(t, V.Create(1.061405429f), V.Create(-1.453152027f));
        p = V.MultiplyAdd(p, t, V.Create(1.421413741f));
        p = V.MultiplyAdd(p, t, V.Create(-0.284496736f));
        p = V.MultiplyAdd(p, t, V.Create(0.254829592f));
        var half = V.Create(0.5f) * p * t * Exp(V.Create(0f) - y * y);
        return V.Select(V.Greater(x, V.Create(0f)), V.Create(1f) - half, half);
    }
}
