using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Losses;

/// <summary>A continuous Bernoulli distribution: with the logit l = 2y, −log p(t) = log(sinh y / y) − (t − ½) l, and the derivative
/// ½ (coth y − 1/y) − (t − ½). Near 0 by series.</summary>
internal readonly struct ContinuousLogit : IPlaneFormula
{
    private const float Near = 0.25f;

    public static int Planes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V target, ref V first, ref V second) where V : struct, ISimd<V>
    {
        V half = V.Create(0.5f), one = V.Create(1f), zero = V.Create(0f);
        var y = first * half;
        var magnitude = V.Abs(y);
        var isFar = V.Greater(magnitude, V.Create(Near));
        var square = y * y;

        // y²/6 − y⁴/180 + y⁶/2835 − y⁸/37800 and y/3 − y³/45 + 2y⁵/945 − y⁷/4725
        var log = V.MultiplyAdd(square, V.Create(-1f / 37_800), V.Create(1f / 2_835));
        log = V.MultiplyAdd(square, log, V.Create(-1f / 180));
        log = V.MultiplyAdd(square, log, V.Create(1f / 6)) * square;
        var slope = V.MultiplyAdd(square, V.Create(-1f / 4_725), V.Create(2f / 945));
        slope = V.MultiplyAdd(square, slope, V.Create(-1f / 45));
        slope = V.MultiplyAdd(square, slope, V.Create(1f / 3)) * y;

        // |y| + log(1 − e) − log 2|y| with e = exp(−2|y|), and (1 + e) / (1 − e) − 1/|y| with the sign of y
        var far = V.Max(magnitude, V.Create(Near));
        var e = Elementary<V>.Exp(far * V.Create(-2f));
        var farLog = far + Elementary<V>.Log(one - e) - Elementary<V>.Log(far + far);
        var farSlope = V.MultiplyAdd(one + e, V.Reciprocal(one - e), zero - V.Reciprocal(far));
        farSlope = V.Select(V.Greater(y, zero), farSlope, zero - farSlope);

        var excess = target - half;
        var loss = V.Select(isFar, farLog, log) - excess * first;
        first = V.MultiplyAdd(half, V.Select(isFar, farSlope, slope), zero - excess);
        // A vector's maximum may lose a NaN.
        return V.MultiplyAdd(y, zero, loss);
    }
}
