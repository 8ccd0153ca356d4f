using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Losses;

/// <summary>A Gaussian with a learned variance: with mean m and log-variance v, softly within limits,
/// −log p(t) = ½ (v + (t − m)² e⁻ᵛ + log 2π).</summary>
/// <param name="least">The least log-variance.</param>
/// <param name="most">The greatest.</param>
internal readonly struct LearnedGaussian(double least, double most) : IPlaneFormula
{
    private const float LogTwoPi = 1.83787707f;

    private readonly SoftRange range = new(least, most);

    public static int Planes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V target, ref V first, ref V second) where V : struct, ISimd<V>
    {
        var half = V.Create(0.5f);
        var precision = range.Inverse(second, out var ratio, out var slope);
        var logVariance = range.Value(second, ratio);
        var error = first - target;
        var scaled = error * precision;
        first = scaled;
        second = half * V.MultiplyAdd(V.Create(-1f) * scaled, error, V.Create(1f)) * slope;
        return half * V.MultiplyAdd(scaled, error, logVariance + V.Create(LogTwoPi));
    }
}
