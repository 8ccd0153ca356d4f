using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Epilogues;

/// <summary>−log p(t) = Σ max(l, 0) − t·l + log(1 + exp(−|l|)) with logits l = c + bias, for each column.</summary>
internal unsafe struct BernoulliColumns<V> : IColumnDistortion<V, BernoulliColumns<V>> where V : struct, ISimd<V>
{
    private ColumnOperands at;
    private V left, right, leftProduct, rightProduct;

    public static BernoulliColumns<V> Create(ColumnOperands operands) => new() { at = operands };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Mean(V output) => Elementary<V>.Sigmoid(output);

    public readonly void Expect(int row, int column)
    {
    }

    public void Begin(int row, int column)
    {
        (left, right) = (V.Load(at.Sums + column), V.Load(at.Sums + column + V.Width));
        leftProduct = rightProduct = V.Create(1f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Strip(int row, int column, V left, V right)
    {
        if (row >= at.Rows)
            return;
        var target = at.Target + row * at.Stride + column;
        var b = V.Create(at.Bias[row]);
        One(left + b, V.Load(target), ref this.left, ref leftProduct);
        One(right + b, V.Load(target + V.Width), ref this.right, ref rightProduct);
    }

    // Factors from 1 to 2, eight a column at most: one logarithm serves them all.
    public void End(int row, int column)
    {
        V.Store(left + Elementary<V>.Log(leftProduct), at.Sums + column);
        V.Store(right + Elementary<V>.Log(rightProduct), at.Sums + column + V.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One(V l, V t, ref V sum, ref V product)
    {
        sum += V.Max(l, V.Create(0f)) - t * l;
        product = V.MultiplyAdd(product, Elementary<V>.Exp(V.Create(0f) - V.Abs(l)), product);
    }
}
