using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Epilogues;

/// <summary>−log p(t) = Σ (t − m)² / (2σ²) + log σ + ½ log 2π with m = c + bias, for each column.</summary>
internal unsafe struct GaussianColumns<V> : IColumnDistortion<V, GaussianColumns<V>> where V : struct, ISimd<V>
{
    private ColumnOperands at;
    private float halfPrecision, constant;
    private V left, right;

    public static GaussianColumns<V> Create(ColumnOperands operands) => new()
    {
        at = operands,
        halfPrecision = 0.5f / (operands.Sigma * operands.Sigma),
        constant = MathF.Log(operands.Sigma) + 0.5f * MathF.Log(2 * MathF.PI),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Mean(V output) => output;

    public readonly void Expect(int row, int column)
    {
    }

    public void Begin(int row, int column) => (left, right) = (V.Load(at.Sums + column), V.Load(at.Sums + column + V.Width));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Strip(int row, int column, V left, V right)
    {
        if (row >= at.Rows)
            return;
        var target = at.Target + row * at.Stride + column;
        var b = V.Create(at.Bias[row]);
        One(left + b - V.Load(target), ref this.left);
        One(right + b - V.Load(target + V.Width), ref this.right);
    }

    public void End(int row, int column)
    {
        V.Store(left, at.Sums + column);
        V.Store(right, at.Sums + column + V.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void One(V error, ref V sum) =>
        sum += V.MultiplyAdd(error * V.Create(halfPrecision), error, V.Create(constant));
}
