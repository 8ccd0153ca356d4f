using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Elbo.Compute.Simd;

/// <summary>Turns a panel between [features, columns], as products read it, and [columns, features], in squares of eight.</summary>
internal static unsafe class Transposition
{
    private const int Square = 8;

    /// <summary>turned[c, r] = panel[r, c].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToRows(float* panel, nint stride, (int First, int End) rows, int columns, float* turned, nint turnedStride)
    {
        var row = rows.First;
        for (; row + Square <= rows.End; row += Square)
        {
            var column = 0;
            for (; column + Square <= columns; column += Square)
                Turn(panel + row * stride + column, stride, turned + column * turnedStride + row, turnedStride);
            Rest(panel, stride, (row, row + Square), (column, columns), turned, turnedStride);
        }
        Rest(panel, stride, (row, rows.End), (0, columns), turned, turnedStride);
    }

    /// <summary>panel[r, c] = turned[c, r], for eight columns at a time; turned must have whole eights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToColumns(float* turned, nint turnedStride, (int First, int End) rows, int columns, float* panel, nint stride)
    {
        for (var column = 0; column < columns; column += Square)
        {
            var row = rows.First;
            for (; row + Square <= rows.End; row += Square)
                Turn(turned + column * turnedStride + row, turnedStride, panel + row * stride + column, stride);
            Rest(turned, turnedStride, (column, column + Square), (row, rows.End), panel, stride);
        }
    }

    private static void Rest(float* from, nint stride, (int First, int End) rows, (int First, int End) columns, float* to, nint toStride)
    {
        for (var row = rows.First; row < rows.End; row++)
            for (var column = columns.First; column < columns.End; column++)
                to[column * toStride + row] = from[row * stride + column];
    }

    /// <summary>to[c, r] = from[r, c], 8 × 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(float* from, nint stride, float* to, nint toStride)
    {
        if (!Avx.IsSupported)
        {
            Rest(from, stride, (0, Square), (0, Square), to, toStride);
            return;
        }
        // Halves of rows r and r + 4 in one vector; then two rounds of unpacking within the halves.
        for (var half = 0; half < Square; half += 4, to += 4 * toStride)
        {
            Vector256<float> a = Pair(from + half, stride, 0), b = Pair(from + half, stride, 1);
            Vector256<float> c = Pair(from + half, stride, 2), d = Pair(from + half, stride, 3);
            Vector256<float> ab = Avx.UnpackLow(a, b), cd = Avx.UnpackLow(c, d);
            Avx.Shuffle(ab, cd, 0x44).Store(to);
            Avx.Shuffle(ab, cd, 0xEE).Store(to + toStride);
            (ab, cd) = (Avx.UnpackHigh(a, b), Avx.UnpackHigh(c, d));
            Avx.Shuffle(ab, cd, 0x44).Store(to + 2 * toStride);
            Avx.Shuffle(ab, cd, 0xEE).Store(to + 3 * toStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* from, nint stride, int row) =>
        Vector256.Create(Vector128.Load(from + row * stride), Vector128.Load(from + (row + 4) * stride));
}
