using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Epilogues;

/// <summary>The weight gradient is stored in the order of Adam's moments, tile by tile, for what comes between it and Adam: a sum over processes.</summary>
internal readonly unsafe struct KeptGradient<V>(float* gradient, int columns) : IEpilogue<V> where V : struct, ISimd<V>
{
    public void Expect(int row, int column)
    {
    }

    public void Begin(int row, int column)
    {
    }

    public void End(int row, int column)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Strip(int row, int column, V left, V right)
    {
        var at = At(row, column);
        V.Store(left, at);
        V.Store(right, at + V.Width);
    }

    /// <summary>Address of the strip at (row, column), 2·Width floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* At(int row, int column)
    {
        var tile = (nint)(row / V.TileRows) * (columns / Kernel<V>.TileColumns) + column / Kernel<V>.TileColumns;
        return gradient + (tile * V.TileRows + row % V.TileRows) * Kernel<V>.TileColumns;
    }
}
