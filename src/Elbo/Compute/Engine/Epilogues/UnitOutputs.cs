using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Epilogues;

/// <summary>The last layer where the loss follows in a pass of its own: stores c + bias in the place of the gradient.</summary>
internal struct UnitOutputs<V> : ILoss<V, UnitOutputs<V>> where V : struct, ISimd<V>
{
    private LossOperands at;

    public static UnitOutputs<V> Create(LossOperands operands) => new() { at = operands };

    public readonly void Expect(int row, int column)
    {
    }

    public readonly void Begin(int row, int column)
    {
    }

    public readonly void End(int row, int column)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly unsafe void Strip(int row, int column, V first, V second)
    {
        var to = at.Gradient + row * at.Stride + column;
        var bias = V.Create(at.Bias[row]);
        V.Store(first + bias, to);
        V.Store(second + bias, to + V.Width);
    }
}
