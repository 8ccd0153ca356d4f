using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Epilogues;

/// <summary>The last layer under a Gaussian likelihood with a fixed σ: with m = c + bias, −log p(t) = (t − m)² / (2σ²) + log σ + ½ log 2π, and the
/// gradient (m − t) / σ².</summary>
internal unsafe struct GaussianLoss<V, T> : ILoss<V, GaussianLoss<V, T>>
    where V : struct, ISimd<V> where T : struct, ITarget<V>
{
    private LossOperands at;
    private float precision, constant;
    private V left, right;

    public static GaussianLoss<V, T> Create(LossOperands operands) => new()
    {
        at = operands,
        precision = 1 / (operands.Sigma * operands.Sigma),
        constant = MathF.Log(operands.Sigma) + 0.5f * MathF.Log(2 * MathF.PI),
    };

    public readonly void Expect(int row, int column)
    {
    }

    public void Begin(int row, int column) => left = right = V.Create(0f);

    public readonly void End(int row, int column) => at.Keep(row, column, left, right);

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void One(V mean, nint offset, V mask, ref V sum)
    {
        var error = (mean - T.Of(V.Load(at.Input + offset))) * mask;
        var scaled = error * V.Create(precision);
        V.Store(scaled * V.Create(at.Scale), at.Gradient + offset);
        sum = V.MultiplyAdd(V.Create(0.5f) * scaled, error, V.MultiplyAdd(mask, V.Create(constant), sum));
    }
}
