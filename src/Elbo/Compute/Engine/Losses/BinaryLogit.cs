using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Losses;

/// <summary>A binary value: with the logit l, −log p(t) = log(1 + exp(l)) − t·l, and the derivative σ(l) − t.</summary>
internal readonly struct BinaryLogit : IPlaneFormula
{
    public static int Planes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V target, ref V first, ref V second) where V : struct, ISimd<V>
    {
        V one = V.Create(1f), zero = V.Create(0f);
        var e = Elementary<V>.Exp(zero - V.Abs(first));
        var loss = V.Max(first, zero) + Elementary<V>.Log(one + e) - target * first;
        first = V.Select(V.Greater(first, zero), one, e) * V.Reciprocal(one + e) - target;
        return loss;
    }
}
