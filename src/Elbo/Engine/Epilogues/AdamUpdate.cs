using System.Runtime.CompilerServices;
using Elbo.Engine.Simd;

namespace Elbo.Engine.Epilogues;

/// <summary>The weight gradient goes from the tile's registers straight into Adam: no gradient is ever stored.</summary>
internal unsafe struct AdamUpdate<V>(float* weights, nint stride, float* moments, int columns, AdamStep adam) : IEpilogue<V>
    where V : struct, ISimd<V>
{
    private readonly float stepSize = adam.StepSize;
    private readonly float inverseCorrection2 = adam.InverseCorrection2;
    private float* at;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(int row, int column)
    {
        at = moments + ((nint)(row / V.TileRows) * (columns / Kernel<V>.TileColumns) + column / Kernel<V>.TileColumns) * (V.TileRows * 2 * Kernel<V>.TileColumns);
        for (var i = 0; i < V.TileRows * 2 * Kernel<V>.TileColumns; i += 16)
            V.Prefetch(at + i);
        for (var r = 0; r < V.TileRows; r++)
            for (var i = 0; i < Kernel<V>.TileColumns; i += 16)
                V.Prefetch(weights + (row + r) * stride + column + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Strip(int row, int column, V left, V right)
    {
        var weight = weights + row * stride + column;
        var moment = at + (row & (V.TileRows - 1)) * (2 * Kernel<V>.TileColumns);
        Update(weight, moment, left);
        Update(weight + V.Width, moment + V.Width, right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Update(float* weight, float* moment, V gradient)
    {
        var floor = V.Create(AdamStep.Floor);
        var first = V.MultiplyAdd(V.Create(AdamStep.Beta1), V.Load(moment), V.MultiplyAdd(V.Create(1 - AdamStep.Beta1), gradient, floor));
        var second = V.MultiplyAdd(V.Create(AdamStep.Beta2), V.Load(moment + Kernel<V>.TileColumns), V.MultiplyAdd(V.Create(1 - AdamStep.Beta2) * gradient, gradient, floor));
        V.Store(first, moment);
        V.Store(second, moment + Kernel<V>.TileColumns);
        var denominator = V.MultiplyAdd(V.Sqrt(second), V.Create(inverseCorrection2), V.Create(AdamStep.Epsilon));
        V.Store(V.MultiplyAdd(V.Create(-stepSize) * first, V.Reciprocal(denominator), V.Load(weight)), weight);
    }
}
