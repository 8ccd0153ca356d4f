using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>Columns of B, one strip of a tile's columns after the other.</summary>
internal readonly unsafe struct Strips(float* start, nint next, nint stride)
{
    /// <summary>The first strip's first row.</summary>
    public readonly float* Start = start;

    /// <summary>Floats from one strip to the next.</summary>
    public readonly nint Next = next;

    /// <summary>Floats from one row of a strip to the next.</summary>
    public readonly nint Stride = stride;
}

/// <summary>One thread's room for operands in the order in which tiles read them. Packing costs some percent of a product, and saves far more: a
/// strip's rows are apart by a row of the matrix, each on a page of its own.</summary>
internal sealed unsafe class PackedOperands<V> where V : struct, ISimd<V>
{
    /// <summary>Half a megabyte: a panel of 128 examples of an MNIST layer, about what the second-level cache has.</summary>
    private const int MostFloats = 1 << 17;

    [ThreadStatic]
    private static PackedOperands<V>? ofThisThread;

    private Aligned a = new(0), b = new(0);
    private long aLength, bLength;

    public static PackedOperands<V> OfThisThread => ofThisThread ??= new();

    /// <summary>Rows of a tile where registers are few.</summary>
    public const int MostTileRows = 6;

    /// <summary>Rows of the next tile where this many are left, a multiple of four.</summary>
    public static int TileRows(int left) => left is 4 or 8 ? 4 : MostTileRows;

    /// <summary>Columns of B that are packed at once, whole tiles.</summary>
    public static int Columns(int depth) => Math.Max(1, MostFloats / (depth * Kernel<V>.TileColumns)) * Kernel<V>.TileColumns;

    /// <summary>Packs columns of B, [strips][depth][a tile's columns].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Strips PackB(in Operands x, (int First, int End) columns)
    {
        var (tile, next) = (Kernel<V>.TileColumns, (nint)x.Depth * Kernel<V>.TileColumns);
        var to = Room(ref b, ref bLength, next * ((columns.End - columns.First) / tile));
        var row = x.B + columns.First;
        var count = (columns.End - columns.First) / tile;
        for (var depth = 0; depth < x.Depth; depth++, row += x.BStride)
        {
            float* from = row, strip = to + (nint)depth * tile;
            for (var i = 0; i < count; i++, from += tile, strip += next)
            {
                V.Store(V.Load(from), strip);
                V.Store(V.Load(from + V.Width), strip + V.Width);
            }
        }
        return new(to, next, tile);
    }

    /// <summary>Packs rows of an A that are adjacent in memory, [tiles][depth][a tile's rows].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float* PackA(float* from, in Operands x, int rows)
    {
        var to = Room(ref a, ref aLength, (nint)x.Depth * rows + V.Width);
        var count = 0;
        for (var row = 0; row < rows; row += count)
        {
            count = TileRows(rows - row);
            float* at = from + row, tile = to + (nint)row * x.Depth;
            for (var depth = 0; depth < x.Depth; depth++, at += x.DepthStride, tile += count)
            {
                // What is stored too much is overwritten by the next depth, or by the next tile.
                V.Store(V.Load(at), tile);
                if (V.Width < MostTileRows)
                    V.Store(V.Load(at + MostTileRows - V.Width), tile + MostTileRows - V.Width);
            }
        }
        return to;
    }

    private static float* Room(ref Aligned room, ref long length, long needed)
    {
        if (length < needed)
            (room, length) = (new(needed), needed);
        return room.Start;
    }
}
