using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Epilogues;

/// <summary>The last layer under a Bernoulli likelihood: with logits l = c + bias, −log p(t) = max(l, 0) − t·l + log(1 + exp(−|l|)), and the gradient
/// σ(l) − t.</summary>
internal unsafe struct BernoulliLoss<V, T> : ILoss<V, BernoulliLoss<V, T>>
    where V : struct, ISimd<V> where T : struct, ITarget<V>
{
    private LossOperands at;
    private Half left, right;

    public static BernoulliLoss<V, T> Create(LossOperands operands) => new() { at = operands };

    public readonly void Expect(int row, int column)
    {
    }

    public void Begin(int row, int column) => left = right = new() { Product = V.Create(1f) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Strip(int row, int column, V first, V second)
    {
        if (row >= at.Rows)
            return;
        var offset = row * at.Stride + column;
        var b = V.Create(at.Bias[row]);
        One(first + b, offset, V.Load(at.Mask + column), ref left);
        One(second + b, offset + V.Width, V.Load(at.Mask + column + V.Width), ref right);
    }

    public void End(int row, int column)
    {
        V first = left.Sum(), second = right.Sum();
        at.Keep(row, column, first, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void One(V l, nint offset, V mask, ref Half half)
    {
        var t = T.Of(V.Load(at.Input + offset));
        var e = Elementary<V>.Exp(V.Create(0f) - V.Abs(l));
        half.Linear = V.MultiplyAdd(mask, V.Max(l, V.Create(0f)) - t * l, half.Linear);
        half.Product = V.MultiplyAdd(mask * half.Product, e, half.Product);
        var s = V.Reciprocal(V.Create(1f) + e);
        var sigmoid = V.Select(V.Greater(l, V.Create(0f)), s, e * s);
        V.Store((sigmoid - t) * mask * V.Create(at.Scale), at.Gradient + offset);
    }

    /// <summary>A tile's sum over one vector of columns.</summary>
    private struct Half
    {
        public V Linear;

        /// <summary>Factors from 1 to 2, eight a tile at most: one logarithm serves them all.</summary>
        public V Product;

        public readonly V Sum() => Linear + Elementary<V>.Log(Product);
    }
}
