using System.Runtime.CompilerServices;
using Elbo.Engine.Simd;

namespace Elbo.Engine;

/// <summary>
/// The engine's one matrix product, C = A·B, with strides that let it serve forward, backward and weight gradient alike. A tile of C of
/// TileRows × 2 vectors stays in registers over the whole depth and is then handed to an epilogue; C itself is never stored here.
/// </summary>
internal static unsafe class Kernel<V> where V : struct, ISimd<V>
{
    /// <summary>Columns of a tile; every matrix that is read or written by columns is padded to a multiple of it.</summary>
    public static int TileColumns => 2 * V.Width;

    /// <summary>Rows are padded to a multiple of this on every processor, so that layouts do not depend on it.</summary>
    public const int RowPadding = 8;

    /// <summary>Computes rows [rows.First, rows.End) and columns [columns.First, columns.End) of C, all four multiples of the tile.</summary>
    /// <param name="a">A(r, p) = a[r·rowStride + p·depthStride].</param>
    /// <param name="rowStride">See <paramref name="a"/>.</param>
    /// <param name="depthStride">See <paramref name="a"/>.</param>
    /// <param name="b">B(p, c) = b[p·bStride + c].</param>
    /// <param name="bStride">See <paramref name="b"/>.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">The columns; their part of B should fit the cache while the rows pass.</param>
    /// <param name="depth">The length of each dot product.</param>
    /// <param name="epilogue">Takes each strip.</param>
    public static void Multiply<E>(
        float* a, nint rowStride, nint depthStride, float* b, nint bStride,
        (int First, int End) rows, (int First, int End) columns, int depth, ref E epilogue) where E : struct, IEpilogue<V>
    {
        for (var row = rows.First; row < rows.End; row += V.TileRows)
            for (var column = columns.First; column < columns.End; column += TileColumns)
                if (V.TileRows == 8)
                    Tile8(a + row * rowStride, rowStride, depthStride, b + column, bStride, depth, row, column, ref epilogue);
                else
                    Tile4(a + row * rowStride, rowStride, depthStride, b + column, bStride, depth, row, column, ref epilogue);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Tile8<E>(
        float* a, nint rowStride, nint depthStride, float* b, nint bStride, int depth, int row, int column, ref E epilogue)
        where E : struct, IEpilogue<V>
    {
        epilogue.Begin(row, column);
        Pair r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default, r6 = default, r7 = default;
        float* a3 = a + 3 * rowStride, a6 = a + 6 * rowStride;
        for (; depth > 0; depth--, b += bStride, a += depthStride, a3 += depthStride, a6 += depthStride)
        {
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
        epilogue.Strip(row, column, r0.Left, r0.Right);
        epilogue.Strip(row + 1, column, r1.Left, r1.Right);
        epilogue.Strip(row + 2, column, r2.Left, r2.Right);
        epilogue.Strip(row + 3, column, r3.Left, r3.Right);
        epilogue.Strip(row + 4, column, r4.Left, r4.Right);
        epilogue.Strip(row + 5, column, r5.Left, r5.Right);
        epilogue.Strip(row + 6, column, r6.Left, r6.Right);
        epilogue.Strip(row + 7, column, r7.Left, r7.Right);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Tile4<E>(
        float* a, nint rowStride, nint depthStride, float* b, nint bStride, int depth, int row, int column, ref E epilogue)
        where E : struct, IEpilogue<V>
    {
        epilogue.Begin(row, column);
        Pair r0 = default, r1 = default, r2 = default, r3 = default;
        for (; depth > 0; depth--, b += bStride, a += depthStride)
        {
            V left = V.Load(b), right = V.Load(b + V.Width);
            r0.Add(a, left, right);
            r1.Add(a + rowStride, left, right);
            r2.Add(a + 2 * rowStride, left, right);
            r3.Add(a + 3 * rowStride, left, right);
        }
        epilogue.Strip(row, column, r0.Left, r0.Right);
        epilogue.Strip(row + 1, column, r1.Left, r1.Right);
        epilogue.Strip(row + 2, column, r2.Left, r2.Right);
        epilogue.Strip(row + 3, column, r3.Left, r3.Right);
    }

    /// <summary>The accumulators of one row of a tile; a struct of two vectors stays in registers.</summary>
    private struct Pair
    {
        public V Left;
        public V Right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float* a, V left, V right)
        {
            var scale = V.Create(*a);
            Left = V.MultiplyAdd(scale, left, Left);
            Right = V.MultiplyAdd(scale, right, Right);
        }
    }
}
