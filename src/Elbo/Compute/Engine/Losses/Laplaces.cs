using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Losses;

/// <summary>A Laplace distribution with a learned scale: with m and log b, softly within limits, −log p(t) = |t − m| / b + log b + log 2.</summary>
/// <param name="least">The least log b.</param>
/// <param name="most">The greatest.</param>
internal readonly struct LearnedLaplace(double least, double most) : IPlaneFormula
{
    private const float LogTwo = 0.69314718f;

    private readonly SoftRange range = new(least, most);

    public static int Planes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V target, ref V first, ref V second) where V : struct, ISimd<V>
    {
        var inverse = range.Inverse(second, out var ratio, out var slope);
        var logScale = range.Value(second, ratio);
        var error = first - target;
        var scaled = V.Abs(error) * inverse;
        first = FixedLaplace.Sign(error) * inverse;
        second = (V.Create(1f) - scaled) * slope;
        return scaled + logScale + V.Create(LogTwo);
    }
}

/// <summary>A Laplace distribution with a fixed scale: −log p(t) = |t − m| / b + log 2b.</summary>
/// <param name="scale">b.</param>
internal readonly struct FixedLaplace(double scale) : IPlaneFormula
{
    private readonly float inverse = (float)(1 / scale), constant = (float)Math.Log(2 * scale);

    public static int Planes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V target, ref V first, ref V second) where V : struct, ISimd<V>
    {
        var error = first - target;
        first = Sign(error) * V.Create(inverse);
        return V.MultiplyAdd(V.Abs(error), V.Create(inverse), V.Create(constant));
    }

    /// <summary>−1, 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sign<V>(V x) where V : struct, ISimd<V>
    {
        V zero = V.Create(0f), one = V.Create(1f);
        return V.And(V.Greater(x, zero), one) - V.And(V.Greater(zero, x), one);
    }
}
