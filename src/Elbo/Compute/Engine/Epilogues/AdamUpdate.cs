using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Epilogues;

/// <summary>The weight gradient goes from the tile's registers straight into Adam: no gradient is ever stored.</summary>
internal unsafe struct AdamUpdate<V>(float* weights, nint stride, float* moments, int columns, AdamStep adam) : IEpilogue<V>
    where V : struct, ISimd<V>
{
    private float* at;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Expect(int row, int column)
    {
        var tile = Tile(row, column);
        for (var i = 0; i < V.TileRows * 2 * Kernel<V>.TileColumns; i += 16)
            V.Prefetch(tile + i);
        for (var r = 0; r < V.TileRows; r++)
            for (var i = 0; i < Kernel<V>.TileColumns; i += 16)
                V.Prefetch(weights + (row + r) * stride + column + i);
    }

    public void Begin(int row, int column) => at = Tile(row, column);

    public readonly void End(int row, int column)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Strip(int row, int column, V left, V right)
    {
        var weight = weights + row * stride + column;
        var moment = at + (row & (V.TileRows - 1)) * (2 * Kernel<V>.TileColumns);
        adam.Update(left, weight, moment, moment + Kernel<V>.TileColumns);
        adam.Update(right, weight + V.Width, moment + V.Width, moment + Kernel<V>.TileColumns + V.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly float* Tile(int row, int column) => moments
        + ((nint)(row / V.TileRows) * (columns / Kernel<V>.TileColumns) + column / Kernel<V>.TileColumns) * (V.TileRows * 2 * Kernel<V>.TileColumns);
}
