using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Losses;

/// <summary>Gaussians with one standard deviation, that of the batch.</summary>
internal sealed class BatchGaussian(int units) : IUnitLoss
{
    public int Units => units;

    public int Planes => 1;

    public void Lose<V>(in UnitRows rows) where V : struct, ISimd<V> => PlaneLoss<FixedGaussian>.Lose<V>(rows, new(rows.Sigma));
}

/// <summary>A Gaussian with a fixed standard deviation: −log p(t) = (t − m)² / (2σ²) + log σ + ½ log 2π.</summary>
/// <param name="sigma">σ.</param>
internal readonly struct FixedGaussian(double sigma) : IPlaneFormula
{
    private readonly float precision = (float)(1 / (sigma * sigma)), constant = (float)(Math.Log(sigma) + 0.5 * Math.Log(2 * Math.PI));

    public static int Planes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V target, ref V first, ref V second) where V : struct, ISimd<V>
    {
        var error = first - target;
        first = error * V.Create(precision);
        return V.MultiplyAdd(V.Create(0.5f) * first, error, V.Create(constant));
    }
}
