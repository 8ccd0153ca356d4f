using System.Runtime.CompilerServices;
using Elbo.Engine.Simd;

namespace Elbo.Engine.Epilogues;

/// <summary>
/// The last layer under a Bernoulli likelihood: with logits l = c + bias, −log p(t) = max(l, 0) − t·l + log(1 + exp(−|l|)), and the
/// gradient σ(l) − t.
/// </summary>
internal unsafe struct BernoulliLoss<V, T> : ILoss<V, BernoulliLoss<V, T>>
    where V : struct, ISimd<V> where T : struct, ITarget<V>
{
    private LossOperands at;
    private V loss, product;

    public static BernoulliLoss<V, T> Create(LossOperands operands) => new() { at = operands };

    public double TakeLoss()
    {
        double sum = V.Sum(loss);
        loss = V.Create(0f);
        return sum;
    }

    public void Begin(int row, int column) => product = V.Create(1f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Strip(int row, int column, V left, V right)
    {
        if (row >= at.Rows)
            return;
        var offset = row * at.Stride + column;
        var b = V.Create(at.Bias[row]);
        One(left + b, offset, V.Load(at.Mask + column));
        One(right + b, offset + V.Width, V.Load(at.Mask + column + V.Width));
    }

    // Factors from 1 to 2, sixteen a tile at most: one logarithm serves them all.
    public void End(int row, int column) => loss += Elementary<V>.Log(product);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void One(V l, nint offset, V mask)
    {
        var t = T.Of(V.Load(at.Input + offset));
        var e = Elementary<V>.Exp(V.Create(0f) - V.Abs(l));
        loss = V.MultiplyAdd(mask, V.Max(l, V.Create(0f)) - t * l, loss);
        product = V.MultiplyAdd(mask * product, e, product);
        var s = V.Reciprocal(V.Create(1f) + e);
        var sigmoid = V.Select(V.Greater(l, V.Create(0f)), s, e * s);
        V.Store((sigmoid - t) * mask * V.Create(at.Scale), at.Gradient + offset);
    }
}
