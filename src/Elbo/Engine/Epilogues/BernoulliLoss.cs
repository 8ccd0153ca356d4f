using System.Runtime.CompilerServices;
using Elbo.Engine.Simd;

namespace Elbo.Engine.Epilogues;

/// <summary>How a target is read off the input.</summary>
internal interface ITarget<V> where V : struct, ISimd<V>
{
    static abstract V Of(V x);
}

/// <summary>The input itself: grey, or drawn before.</summary>
internal readonly struct AsGiven<V> : ITarget<V> where V : struct, ISimd<V>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of(V x) => x;
}

/// <summary>1 where the input is over 0.5.</summary>
internal readonly struct OverHalf<V> : ITarget<V> where V : struct, ISimd<V>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of(V x) => V.And(V.Greater(x, V.Create(0.5f)), V.Create(1f));
}

/// <summary>
/// The last layer under a Bernoulli likelihood: with logits l = c + bias, adds −log p(t) = max(l, 0) − t·l + log(1 + exp(−|l|)) to its row
/// block's sum and stores the gradient σ(l) − t. Columns beyond the batch and rows beyond the data give 0.
/// </summary>
/// <param name="d">The gradient, [D, batch]; null computes the loss only.</param>
/// <param name="x">The input, [D, batch].</param>
/// <param name="stride">Floats from one row of d and x to the next.</param>
/// <param name="bias">[D].</param>
/// <param name="mask">[batch]: 1 for an example, 0 for padding.</param>
/// <param name="rows">D.</param>
/// <param name="scale">What the gradient is multiplied with.</param>
internal unsafe struct BernoulliLoss<V, T>(float* d, float* x, nint stride, float* bias, float* mask, int rows, float scale) : IEpilogue<V>
    where V : struct, ISimd<V> where T : struct, ITarget<V>
{
    private V loss;

    /// <summary>The distortion since the last call, nats, summed over the batch.</summary>
    public double TakeLoss()
    {
        double sum = V.Sum(loss);
        loss = V.Create(0f);
        return sum;
    }

    public readonly void Begin(int row, int column)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Strip(int row, int column, V left, V right)
    {
        if (row >= rows)
            return; // The padding of d is zero from the start.
        var offset = row * stride + column;
        var b = V.Create(bias[row]);
        V maskLeft = V.Load(mask + column), maskRight = V.Load(mask + column + V.Width);
        var q = One(left + b, offset, maskLeft);
        var r = One(right + b, offset + V.Width, maskRight);
        loss += Elementary<V>.Log(V.MultiplyAdd(maskLeft, q, V.Create(1f)) * V.MultiplyAdd(maskRight, r, V.Create(1f)));
    }

    /// <returns>exp(−|l|); the caller takes one logarithm for two.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V One(V l, nint offset, V mask)
    {
        var t = T.Of(V.Load(x + offset));
        var e = Elementary<V>.Exp(V.Create(0f) - V.Abs(l));
        loss = V.MultiplyAdd(mask, V.Max(l, V.Create(0f)) - t * l, loss);
        if (d != null)
        {
            var s = V.Reciprocal(V.Create(1f) + e);
            var sigmoid = V.Select(V.Greater(l, V.Create(0f)), s, e * s);
            V.Store((sigmoid - t) * mask * V.Create(scale), d + offset);
        }
        return e;
    }
}
