using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Products;

/// <summary>
/// C = A·B, or C = A·B + bias. A strip of B, two vectors wide, is copied first, [depth][strip], and then all rows of A pass under it, eight in registers
/// at a time. Every element is one sum in the order of depth, so that nothing depends on the number of threads.
/// </summary>
/// <param name="a">Rows × depth; the elements of a row are adjacent.</param>
/// <param name="b">Depth × columns; the elements of a row are adjacent, or those of a column.</param>
/// <param name="c">Rows × columns; the elements of a row are adjacent.</param>
/// <param name="bias">Added to each row; null for none.</param>
/// <param name="rows">Rows of A and C.</param>
/// <param name="columns">Columns of B and C.</param>
/// <param name="depth">Columns of A, rows of B.</param>
internal sealed unsafe class DenseProduct(MatrixView a, MatrixView b, MatrixView c, float* bias, int rows, int columns, int depth) : IVectorLoop
{
    private const int TileRows = 8;

    /// <summary>Rows that a thread does with one copy of a strip: copying costs some percent of that.</summary>
    private const int MostRows = 128;

    [ThreadStatic]
    private static Aligned? room;

    [ThreadStatic]
    private static long roomLength;

    public void Run() => VectorLoop.Run(this, Parts * (Aligned.Up(columns, 2 * VectorWidth.Lanes) / (2 * VectorWidth.Lanes)), least: 1);

    private int Parts => (rows + MostRows - 1) / MostRows;

    public void Run<V>(int first, int end) where V : struct, ISimd<V>
    {
        var (width, parts) = (2 * V.Width, Parts);
        var strip = Room((long)depth * width);
        for (var unit = first; unit < end; unit++)
        {
            var (column, row) = (unit / parts * width, unit % parts * MostRows);
            var valid = Math.Min(width, columns - column);
            Copy<V>(b.Start + column * b.Column, valid, strip);
            Pass<V>(row, Math.Min(row + MostRows, rows), column, valid, strip);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Copy<V>(float* from, int valid, float* to) where V : struct, ISimd<V>
    {
        var width = 2 * V.Width;
        if (valid < width)
            new Span<float>(to, depth * width).Clear();
        if (b.Column != 1)
            Transposition.ToRows(from, b.Column, (0, valid), depth, to, width);
        else
            for (var d = 0; d < depth; d++, from += b.Row, to += width)
                if (valid == width)
                {
                    V.Store(V.Load(from), to);
                    V.Store(V.Load(from + V.Width), to + V.Width);
                }
                else
                    new Span<float>(from, valid).CopyTo(new(to, valid));
    }

    /// <summary>The last tile begins earlier if there are fewer rows, and computes some again.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pass<V>(int row, int end, int column, int valid, float* strip) where V : struct, ISimd<V>
    {
        var tile = stackalloc float[TileRows * 2 * V.Width];
        var height = rows < TileRows ? 1 : TileRows;
        for (; row < end; row += height)
        {
            row = Math.Min(row, rows - height);
            if (height == 1)
                Tile1<V>(a.Start + row * a.Row, strip, depth, tile);
            else
                Tile8<V>(a.Start + row * a.Row, a.Row, strip, depth, tile);
            for (var r = 0; r < height; r++)
                Finish<V>(tile + r * 2 * V.Width, c.Start + (row + r) * c.Row + column, bias == null ? null : bias + column, valid);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<V>(float* sums, float* to, float* bias, int valid) where V : struct, ISimd<V>
    {
        if (valid < 2 * V.Width)
        {
            for (var i = 0; i < valid; i++)
                to[i] = bias == null ? sums[i] : sums[i] + bias[i];
            return;
        }
        V left = V.Load(sums), right = V.Load(sums + V.Width);
        if (bias != null)
        {
            left += V.Load(bias);
            right += V.Load(bias + V.Width);
        }
        V.Store(left, to);
        V.Store(right, to + V.Width);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile8<V>(float* a, nint row, float* b, int depth, float* tile) where V : struct, ISimd<V>
    {
        VectorPair<V> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default, r6 = default, r7 = default;
        float* a3 = a + 3 * row, a6 = a + 6 * row;
        for (; depth > 0; depth--, b += 2 * V.Width, a++, a3++, a6++)
        {
            V left = V.Load(b), right = V.Load(b + V.Width);
            r0.Add(a, left, right);
            r1.Add(a + row, left, right);
            r2.Add(a + 2 * row, left, right);
            r3.Add(a3, left, right);
            r4.Add(a3 + row, left, right);
            r5.Add(a3 + 2 * row, left, right);
            r6.Add(a6, left, right);
            r7.Add(a6 + row, left, right);
        }
        var next = 2 * V.Width;
        r0.Store(tile);
        r1.Store(tile + next);
        r2.Store(tile + 2 * next);
        r3.Store(tile + 3 * next);
        r4.Store(tile + 4 * next);
        r5.Store(tile + 5 * next);
        r6.Store(tile + 6 * next);
        r7.Store(tile + 7 * next);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile1<V>(float* a, float* b, int depth, float* tile) where V : struct, ISimd<V>
    {
        VectorPair<V> r0 = default;
        for (; depth > 0; depth--, b += 2 * V.Width, a++)
            r0.Add(a, V.Load(b), V.Load(b + V.Width));
        r0.Store(tile);
    }

    private static float* Room(long needed)
    {
        if (room is null || roomLength < needed)
            (room, roomLength) = (new(needed), needed);
        return room.Start;
    }
}
