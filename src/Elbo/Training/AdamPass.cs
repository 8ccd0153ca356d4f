using System.Numerics;
using System.Runtime.InteropServices;
using Elbo.Engine;

namespace Elbo.Training;

/// <summary>
/// Adam's update of one weight tensor on the CPU as a single pass: four streams are read and three written once, and no temporary
/// tensor is made.
/// </summary>
internal static class AdamPass
{
    /// <summary>m ← m + (1 − β1)(g − m), v ← β2 v + (1 − β2) g², w ← w − stepSize · m / (√v / correction2 + ε).</summary>
    public static void Update(
        Span<float> weight, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second,
        double beta1, double beta2, double epsilon, double stepSize, double correction2)
    {
        var (keep2, take1, take2) = ((float)beta2, (float)(1 - beta1), (float)(1 - beta2));
        var (eps, step, root) = ((float)epsilon, (float)stepSize, (float)correction2);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        var w = MemoryMarshal.Cast<float, Vector<float>>(weight)[..vectors.Length];
        var m = MemoryMarshal.Cast<float, Vector<float>>(first)[..vectors.Length];
        var v = MemoryMarshal.Cast<float, Vector<float>>(second)[..vectors.Length];
        var floor = new Vector<float>(AdamStep.Floor);
        var divisor = new Vector<float>(root);
        for (var i = 0; i < vectors.Length; i++)
        {
            var g = vectors[i];
            m[i] += take1 * (g - m[i]) + floor;
            v[i] = keep2 * v[i] + (take2 * g * g + floor);
            w[i] -= step * m[i] / (Vector.SquareRoot(v[i]) / divisor + new Vector<float>(eps));
        }
        for (var i = vectors.Length * Vector<float>.Count; i < gradient.Length; i++)
        {
            var g = gradient[i];
            first[i] += take1 * (g - first[i]);
            second[i] = keep2 * second[i] + take2 * g * g;
            weight[i] -= step * first[i] / (MathF.Sqrt(second[i]) / root + eps);
        }
    }
}
