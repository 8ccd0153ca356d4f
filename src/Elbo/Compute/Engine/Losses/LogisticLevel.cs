using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Losses;

/// <summary>Whole levels 0, 1/t, …, 1 under a logistic distribution with mean μ and log-scale s, softly within limits: with a = (x + h − μ) e⁻ˢ, b =
/// (x − h − μ) e⁻ˢ and u = a − b, log p(x) = log σ(a) + log σ(−b) + log(1 − e⁻ᵘ); the lowest level has the first term only, the highest the second.</summary>
/// <param name="top">t.</param>
/// <param name="least">The least log-scale.</param>
/// <param name="most">The greatest.</param>
internal readonly struct LogisticLevel(int top, float least, float most) : IPlaneFormula
{
    private readonly float half = (float)(0.5 / top), width = (float)(1.0 / top), least = least, most = most;

    public static int Planes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V target, ref V first, ref V second) where V : struct, ISimd<V>
    {
        V zero = V.Create(0f), one = V.Create(1f);
        var logScale = SoftRange<V>.Within(second, least, most, out var slope);
        var inverse = Elementary<V>.Exp(zero - logScale);
        var deviation = target - first;
        V a = (deviation + V.Create(half)) * inverse, b = (deviation - V.Create(half)) * inverse, u = V.Create(width) * inverse;
        // −log σ(a) and −log σ(−b) are soft-pluses of −a and b.
        V below = SoftRange<V>.Softplus(zero - a, out var atA), above = SoftRange<V>.Softplus(b, out var atB);
        var inside = OneMinusExp(u);
        var between = Elementary<V>.Log(inside);

        // Terms that the lowest and the highest level do not have are 0.
        var isLowest = V.Greater(V.Create(half), target);
        var hasAbove = V.Select(isLowest, zero, one);
        var hasBelow = V.Select(isLowest, one, V.Select(V.Greater(target, V.Create(1 - half)), zero, one));
        var isInner = hasAbove * hasBelow;

        first = inverse * (hasBelow * atA - hasAbove * atB);
        // By log e⁻ˢ, whose derivative by s is −1: a, b and u are proportional to e⁻ˢ.
        var byInverse = hasAbove * atB * b - hasBelow * atA * a - isInner * u * (one - inside) * V.Reciprocal(inside);
        second = (zero - byInverse) * slope;
        return hasBelow * below + hasAbove * above - isInner * between;
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
