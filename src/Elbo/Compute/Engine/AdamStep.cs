using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>The numbers that one step, t, needs of Adam or Adamax (Kingma and Ba 2015, algorithms 1 and 2), with decoupled weight decay (Loshchilov and
/// Hutter 2019, algorithm 2), an L2 penalty and a scale of the gradient; the same for every weight.</summary>
/// <param name="rule">What does not change between steps.</param>
/// <param name="learningRate">The step size.</param>
/// <param name="t">The step, from 1.</param>
/// <param name="scale">Factor of the gradient: below 1 where it is clipped.</param>
internal readonly unsafe struct AdamStep(AdamRule rule, double learningRate, long t, double scale = 1)
{
    // Differences in double: 1 − 0.999f is 1.3e-5 off 0.001, and the second moments would be too.
    private readonly float keep1 = (float)rule.Beta1, take1 = (float)(1 - rule.Beta1), keep2 = (float)rule.Beta2, take2 = (float)(1 - rule.Beta2);
    private readonly float epsilon = (float)rule.Epsilon;

    /// <summary>Added to both moments in each step. Where a gradient stays 0, they would otherwise decay into denormal numbers, where some processors
    /// need a hundred times as long; what they settle at, 1e-27 at most, moves no weight, ε being 1e-8 or so.</summary>
    private const float Floor = 1e-30f;

    /// <summary>−lr / (1 − β1ᵗ).</summary>
    private readonly float descent = -(float)(learningRate / (1 - Math.Pow(rule.Beta1, t)));

    /// <summary>1 / √(1 − β2ᵗ).</summary>
    private readonly float inverseCorrection2 = (float)(1 / Math.Sqrt(1 - Math.Pow(rule.Beta2, t)));

    /// <summary>1 − lr·λ.</summary>
    private readonly float keepWeight = (float)(1 - learningRate * rule.WeightDecay);

    private readonly float scale = (float)scale, l2 = (float)rule.L2;
    private readonly bool isMax = rule.IsMax, isPlain = scale == 1 && rule is { WeightDecay: 0, L2: 0, IsMax: false };

    /// <summary>Moves a vector of weights and their moments in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update<V>(V gradient, float* weight, float* first, float* second) where V : struct, ISimd<V>
    {
        if (!isPlain)
        {
            Decayed(gradient, weight, first, second);
            return;
        }
        V w = V.Load(weight), m = V.Load(first), v = V.Load(second);
        Adam(gradient, ref w, ref m, ref v);
        V.Store(m, first);
        V.Store(v, second);
        V.Store(w, weight);
    }

    public void Update(ref float weight, ref float first, ref float second, float gradient)
    {
        if (!isPlain)
            (gradient, weight) = (scale * gradient + l2 * weight, weight * keepWeight);
        first = keep1 * first + (take1 * gradient + Floor);
        if (isMax)
        {
            second = MathF.Max(keep2 * second, MathF.Abs(gradient) + epsilon);
            weight += descent * first / second;
            return;
        }
        second = keep2 * second + (take2 * gradient * gradient + Floor);
        weight += descent * first / (MathF.Sqrt(second) * inverseCorrection2 + epsilon);
    }

    /// <summary>g ← scale·g + λ₂w, w ← (1 − lr·λ) w, then Adam or Adamax.</summary>
    /// <remarks>Not inlined, and by pointers: references to the locals of the plain case would keep these on the stack, and Adam takes twice as long then.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Decayed<V>(V gradient, float* weight, float* first, float* second) where V : struct, ISimd<V>
    {
        V w = V.Load(weight), m = V.Load(first), v = V.Load(second);
        gradient = V.MultiplyAdd(V.Create(l2), w, V.Create(scale) * gradient);
        w *= V.Create(keepWeight);
        if (isMax)
            Adamax(gradient, ref w, ref m, ref v);
        else
            Adam(gradient, ref w, ref m, ref v);
        V.Store(m, first);
        V.Store(v, second);
        V.Store(w, weight);
    }

    /// <summary>m ← β1 m + (1 − β1) g, v ← β2 v + (1 − β2) g², w ← w + descent · m / (√v · inverseCorrection2 + ε).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Adam<V>(V gradient, ref V weight, ref V first, ref V second) where V : struct, ISimd<V>
    {
        var floor = V.Create(Floor);
        first = V.MultiplyAdd(V.Create(keep1), first, V.MultiplyAdd(V.Create(take1), gradient, floor));
        second = V.MultiplyAdd(V.Create(keep2), second, V.MultiplyAdd(V.Create(take2) * gradient, gradient, floor));
        var denominator = V.MultiplyAdd(V.Sqrt(second), V.Create(inverseCorrection2), V.Create(epsilon));
        weight = V.MultiplyAdd(V.Create(descent) * first, V.Reciprocal(denominator), weight);
    }

    /// <summary>m ← β1 m + (1 − β1) g, u ← max(β2 u, |g| + ε), w ← w + descent · m / u.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Adamax<V>(V gradient, ref V weight, ref V first, ref V second) where V : struct, ISimd<V>
    {
        first = V.MultiplyAdd(V.Create(keep1), first, V.MultiplyAdd(V.Create(take1), gradient, V.Create(Floor)));
        second = V.Max(V.Create(keep2) * second, V.Abs(gradient) + V.Create(epsilon));
        weight = V.MultiplyAdd(V.Create(descent) * first, V.Reciprocal(second), weight);
    }
}
