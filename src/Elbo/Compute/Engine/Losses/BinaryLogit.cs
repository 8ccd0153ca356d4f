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
        var loss = SoftRange<V>.Softplus(first, out var sigmoid) - target * first;
        first = sigmoid - target;
        return loss;
    }
}
