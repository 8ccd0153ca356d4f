using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Losses;

/// <summary>Whole levels 0, 1/t, …, 1 under a logistic distribution with mean μ and log-scale s, softly within limits: with a = (x + h − μ)
/// e⁻ˢ, b = (x − h − μ) e⁻ˢ and u = a − b, log p(x) = log σ(a) + log σ(−b) + log(1 − e⁻ᵘ). The lowest level has only the first
/// term, the highest only the second.</summary>
/// <param name="top">t.</param>
/// <param name="least">The least log-scale.</param>
/// <param name="most">The greatest.</param>
internal readonly struct LogisticLevel(int top, double least, double most) : IPlaneFormula
{
    private readonly float half = (float)(0.5 / top), width = (float)(1.0 / top);
    private readonly SoftRange range = new(least, most);

    public static int Planes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V target, ref V first, ref V second) where V : struct, ISimd<V>
    {
        V zero = V.Create(0f), one = V.Create(1f);
        var inverse = range.Inverse(second, out _, out var slope);
        var deviation = target - first;
        V a = (deviation + V.Create(half)) * inverse, b = (deviation - V.Create(half)) * inverse, u = V.Create(width) * inverse;
        V ea = Elementary<V>.Exp(zero - V.Abs(a)), eb = Elementary<V>.Exp(zero - V.Abs(b)), inside = OneMinusExp(u);

        // The lowest level has no term of b, the highest none of a.
        V isLowest = V.Greater(V.Create(half), target), isHighest = V.Greater(target, V.Create(1 - half));
        V hasB = V.Select(isLowest, zero, one), hasA = V.Select(isLowest, one, V.Select(isHighest, zero, one));
        var isInner = hasA * hasB;

        // −log σ(a) = max(−a, 0) + log(1 + exp(−|a|)), and so for −b: one logarithm serves all terms.
        var reciprocal = V.Reciprocal(V.MultiplyAdd(isInner, inside - one, one));
        var product = V.MultiplyAdd(hasA, ea, one) * V.MultiplyAdd(hasB, eb, one) * reciprocal;
        // A vector's maximum may lose a NaN.
        var loss = V.MultiplyAdd(
            second, zero, V.MultiplyAdd(a, zero, hasA * V.Max(zero - a, zero) + hasB * V.Max(b, zero) + Elementary<V>.Log(product)));

        // σ(−a) and σ(b)
        var atA = hasA * V.Select(V.Greater(a, zero), ea, one) * V.Reciprocal(one + ea);
        var atB = hasB * V.Select(V.Greater(b, zero), one, eb) * V.Reciprocal(one + eb);
        first = inverse * (atA - atB);
        // a, b and u are proportional to e⁻ˢ, and dlog(1 − e⁻ᵘ)/du = e⁻ᵘ / (1 − e⁻ᵘ).
        second = (atA * a - atB * b + isInner * u * (one - inside) * reciprocal) * slope;
        return loss;
    }

    /// <summary>1 − exp(−u) for u above 0; below ½ by its series, which keeps the digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V OneMinusExp<V>(V u) where V : struct, ISimd<V>
    {
        var one = V.Create(1f);
        var p = V.MultiplyAdd(u, V.Create(-1f / 40_320), V.Create(1f / 5_040));
        p = V.MultiplyAdd(u, p, V.Create(-1f / 720));
        p = V.MultiplyAdd(u, p, V.Create(1f / 120));
        p = V.MultiplyAdd(u, p, V.Create(-1f / 24));
        p = V.MultiplyAdd(u, p, V.Create(1f / 6));
        p = V.MultiplyAdd(u, p, V.Create(-0.5f));
        p = V.MultiplyAdd(u, p, one) * u;
        return V.Select(V.Greater(u, V.Create(0.5f)), one - Elementary<V>.Exp(V.Create(0f) - u), p);
    }
}
