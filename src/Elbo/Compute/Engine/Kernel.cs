using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>The engine's one matrix product, C = A·B, with strides that let it serve forward, backward and weight gradient. A tile of C of 8 or 6 rows ×
/// 2 vectors stays in registers over the whole depth, goes to a scratch of 1 KiB, and from there strip by strip to an epilogue; C itself is never
/// stored here. Every element is one sum in the order of depth, so no shape of tile and no packing changes a bit of it.</summary>
internal static unsafe class Kernel<V> where V : struct, ISimd<V>
{
    /// <summary>Columns of a tile; every matrix that is read or written by columns is padded to a multiple of it.</summary>
    public static int TileColumns => 2 * V.Width;

    /// <summary>Rows are padded to a multiple of this on every processor, so that layouts do not depend on it.</summary>
    public const int RowPadding = 8;

    private const int CacheLine = 64;

    /// <summary>Rows of C that are computed before their strips go to the epilogue: one tile, or two of six rows, which <see cref="ISimd{T}.TileRows"/>
    /// divides.</summary>
    private static int BlockRows => IsLow ? 2 * PackedOperands<V>.MostTileRows : V.TileRows;

    /// <summary>True where registers are few: tiles of six rows, and operands packed first. B's strips lie a row's length apart, over as many pages
    /// as there is depth; packed, they are read straight on.</summary>
    private static bool IsLow => V.Registers == 16;

    /// <summary>Computes C together with the other claimants of its rows.</summary>
    /// <param name="x">The operands; B's columns at hand should fit the cache while the rows pass.</param>
    /// <param name="rows">Rows of C, a multiple of <see cref="RowPadding"/>.</param>
    /// <param name="columns">Columns of C, whole tiles.</param>
    /// <param name="claimant">Takes rows block by block.</param>
    /// <param name="epilogue">Takes each strip.</param>
    public static void Multiply<E>(in Operands x, int rows, int columns, Claimant claimant, ref E epilogue) where E : struct, IEpilogue<V>
    {
        var width = IsLow ? PackedOperands<V>.Columns(x.Depth) : columns;
        for (var first = 0; first < columns; first += width)
        {
            var part = (first, Math.Min(first + width, columns));
            var (strips, isReady) = (default(Strips), false);
            while (claimant.Take((rows + BlockRows - 1) / BlockRows, out var blocks))
            {
                if (!isReady)
                    strips = IsLow ? PackedOperands<V>.OfThisThread.PackB(x, part) : new(x.B, TileColumns, x.BStride);
                isReady = true;
                Pass(x, strips, (blocks.First * BlockRows, Math.Min(blocks.End * BlockRows, rows)), part, ref epilogue);
            }
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass<E>(in Operands x, Strips b, (int First, int End) rows, (int First, int End) columns, ref E epilogue)
        where E : struct, IEpilogue<V>
    {
        var space = stackalloc byte[BlockRows * 2 * V.Width * sizeof(float) + CacheLine];
        var tile = (float*)(((nuint)space + CacheLine - 1) & ~(nuint)(CacheLine - 1));
        var ahead = Ahead(x, (columns.End - columns.First) / TileColumns);
        var block = 0;
        for (var row = rows.First; row < rows.End; row += block)
        {
            block = Math.Min(BlockRows, rows.End - row);
            float* a = x.A + row * x.RowStride, next = a + V.TileRows * x.RowStride, strip = b.Start;
            var packed = IsLow && x.DepthStride != 1 ? PackedOperands<V>.OfThisThread.PackA(a, x, block) : null;
            for (var column = columns.First; column < columns.End; column += TileColumns, strip += b.Next)
            {
                for (var r = 0; r < block; r += V.TileRows)
                    epilogue.Expect(row + r, column);
                for (var (panel, done) = (0, 0); done < x.Depth; panel++, done += x.PanelDepth)
                {
                    var depth = Math.Min(x.PanelDepth, x.Depth - done);
                    float* from = a + panel * x.PanelStride, at = strip + done * b.Stride;
                    if (!IsLow)
                        Tile8(from, x.RowStride, x.DepthStride, at, b.Stride, depth, tile, keep: panel > 0, next, ahead);
                    var low = 0;
                    for (var r = 0; IsLow && r < block; r += low)
                    {
                        low = PackedOperands<V>.TileRows(block - r);
                        var rowsOfA = packed == null ? from + r * x.RowStride : packed + r * x.Depth;
                        var (rowStride, depthStride) = packed == null ? (x.RowStride, x.DepthStride) : (1, low);
                        if (low == PackedOperands<V>.MostTileRows)
                            Tile6(rowsOfA, rowStride, depthStride, at, b.Stride, depth, tile + r * TileColumns, keep: panel > 0);
                        else
                            Tile4(rowsOfA, rowStride, depthStride, at, b.Stride, depth, tile + r * TileColumns, keep: panel > 0);
                    }
                }
                if (x.DepthStride == 1)
                    next += ahead * x.Depth;
                for (var r = 0; r < block; r++)
                {
                    if (r % V.TileRows == 0)
                        epilogue.Begin(row + r, column);
                    epilogue.Strip(row + r, column, V.Load(tile + r * TileColumns), V.Load(tile + r * TileColumns + V.Width));
                    if (r % V.TileRows == V.TileRows - 1)
                        epilogue.End(row + r - (V.TileRows - 1), column);
                }
            }
        }
    }

    /// <summary>How many floats further the next rows of A are fetched with each step in depth. Consecutive rows are passed through
    /// once in all tiles together; where depth jumps from row to row of memory, the fetching jumps along.</summary>
    private static nint Ahead(in Operands x, int tiles) =>
        !x.Streams ? 0 : x.DepthStride == 1 ? V.TileRows * x.RowStride / (x.Depth * tiles) + 1 : x.DepthStride;

    // Of its own, and not inlined: with an epilogue's code in the same method the JIT keeps accumulators on the stack. Optimized at once: the
    // first tier takes a hundred times as long, and a short use of a model would be over before the second.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile8(float* a, nint rowStride, nint depthStride, float* b, nint bStride, int depth, float* tile, bool keep, float* next, nint ahead)
    {
        VectorPair<V> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default, r6 = default, r7 = default;
        if (keep)
        {
            r0 = VectorPair<V>.Load(tile);
            r1 = VectorPair<V>.Load(tile + TileColumns);
            r2 = VectorPair<V>.Load(tile + 2 * TileColumns);
            r3 = VectorPair<V>.Load(tile + 3 * TileColumns);
            r4 = VectorPair<V>.Load(tile + 4 * TileColumns);
            r5 = VectorPair<V>.Load(tile + 5 * TileColumns);
            r6 = VectorPair<V>.Load(tile + 6 * TileColumns);
            r7 = VectorPair<V>.Load(tile + 7 * TileColumns);
        }
        float* a3 = a + 3 * rowStride, a6 = a + 6 * rowStride;
        for (; depth > 0; depth--, b += bStride, a += depthStride, a3 += depthStride, a6 += depthStride, next += ahead)
        {
            V.Prefetch(next);
            V left = V.Load(b), right = V.Load(b + V.Width);
            r0.Add(a, left, right);
            r1.Add(a + rowStride, left, right);
            r2.Add(a + 2 * rowStride, left, right);
            r3.Add(a3, left, right);
            r4.Add(a3 + rowStride, left, right);
            r5.Add(a3 + 2 * rowStride, left, right);
            r6.Add(a6, left, right);
            r7.Add(a6 + rowStride, left, right);
        }
        r0.Store(tile);
        r1.Store(tile + TileColumns);
        r2.Store(tile + 2 * TileColumns);
        r3.Store(tile + 3 * TileColumns);
        r4.Store(tile + 4 * TileColumns);
        r5.Store(tile + 5 * TileColumns);
        r6.Store(tile + 6 * TileColumns);
        r7.Store(tile + 7 * TileColumns);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile6(float* a, nint rowStride, nint depthStride, float* b, nint bStride, int depth, float* tile, bool keep)
    {
        VectorPair<V> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        if (keep)
        {
            r0 = VectorPair<V>.Load(tile);
            r1 = VectorPair<V>.Load(tile + TileColumns);
            r2 = VectorPair<V>.Load(tile + 2 * TileColumns);
            r3 = VectorPair<V>.Load(tile + 3 * TileColumns);
            r4 = VectorPair<V>.Load(tile + 4 * TileColumns);
            r5 = VectorPair<V>.Load(tile + 5 * TileColumns);
        }
        float* a3 = a + 3 * rowStride;
        for (; depth > 0; depth--, b += bStride, a += depthStride, a3 += depthStride)
        {
            V left = V.Load(b), right = V.Load(b + V.Width);
            r0.Add(a, left, right);
            r1.Add(a + rowStride, left, right);
            r2.Add(a + 2 * rowStride, left, right);
            r3.Add(a3, left, right);
            r4.Add(a3 + rowStride, left, right);
            r5.Add(a3 + 2 * rowStride, left, right);
        }
        r0.Store(tile);
        r1.Store(tile + TileColumns);
        r2.Store(tile + 2 * TileColumns);
        r3.Store(tile + 3 * TileColumns);
        r4.Store(tile + 4 * TileColumns);
        r5.Store(tile + 5 * TileColumns);
    }

    /// <summary>Four rows, for the remainder of a block of twelve.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile4(float* a, nint rowStride, nint depthStride, float* b, nint bStride, int depth, float* tile, bool keep)
    {
        VectorPair<V> r0 = default, r1 = default, r2 = default, r3 = default;
        if (keep)
        {
            r0 = VectorPair<V>.Load(tile);
            r1 = VectorPair<V>.Load(tile + TileColumns);
            r2 = VectorPair<V>.Load(tile + 2 * TileColumns);
            r3 = VectorPair<V>.Load(tile + 3 * TileColumns);
        }
        for (; depth > 0; depth--, b += bStride, a += depthStride)
        {
            V left = V.Load(b), right = V.Load(b + V.Width);
            r0.Add(a, left, right);
            r1.Add(a + rowStride, left, right);
            r2.Add(a + 2 * rowStride, left, right);
            r3.Add(a + 3 * rowStride, left, right);
        }
        r0.Store(tile);
        r1.Store(tile + TileColumns);
        r2.Store(tile + 2 * TileColumns);
        r3.Store(tile + 3 * TileColumns);
    }
}
