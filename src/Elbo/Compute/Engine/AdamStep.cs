using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>The numbers that Adam (Kingma and Ba 2015, algorithm 1) needs in one step, t; the same for every weight.</summary>
/// <param name="learningRate">The step size.</param>
/// <param name="t">The step, from 1.</param>
/// <param name="beta1">β1, the decay of the first moment.</param>
/// <param name="beta2">β2, the decay of the second.</param>
/// <param name="epsilon">ε, in the denominator.</param>
internal readonly struct AdamStep(double learningRate, long t, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
{
    // Differences in double: 1 − 0.999f is 1.3e-5 off 0.001, and the second moments would be too.
    private readonly float keep1 = (float)beta1, take1 = (float)(1 - beta1), keep2 = (float)beta2, take2 = (float)(1 - beta2);
    private readonly float epsilon = (float)epsilon;

    /// <summary>Added to both moments in each step. Where a gradient stays 0, they would otherwise decay into denormal numbers, where some processors
    /// need a hundred times as long; what they settle at, 1e-27 at most, moves no weight, ε being 1e-8 or so.</summary>
    private const float Floor = 1e-30f;

    /// <summary>lr / (1 − β1ᵗ).</summary>
    private readonly float stepSize = (float)(learningRate / (1 - Math.Pow(beta1, t)));

    /// <summary>1 / √(1 − β2ᵗ).</summary>
    private readonly float inverseCorrection2 = (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, t)));

    /// <summary>m ← β1 m + (1 − β1) g, v ← β2 v + (1 − β2) g², w ← w − stepSize · m / (√v · inverseCorrection2 + ε).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update<V>(V gradient, ref V weight, ref V first, ref V second) where V : struct, ISimd<V>
    {
        var floor = V.Create(Floor);
        first = V.MultiplyAdd(V.Create(keep1), first, V.MultiplyAdd(V.Create(take1), gradient, floor));
        second = V.MultiplyAdd(V.Create(keep2), second, V.MultiplyAdd(V.Create(take2) * gradient, gradient, floor));
        var denominator = V.MultiplyAdd(V.Sqrt(second), V.Create(inverseCorrection2), V.Create(epsilon));
        weight = V.MultiplyAdd(V.Create(-stepSize) * first, V.Reciprocal(denominator), weight);
    }

    public void Update(ref float weight, ref float first, ref float second, float gradient)
    {
        first = keep1 * first + (take1 * gradient + Floor);
        second = keep2 * second + (take2 * gradient * gradient + Floor);
        weight -= stepSize * first / (MathF.Sqrt(second) * inverseCorrection2 + epsilon);
    }
}
