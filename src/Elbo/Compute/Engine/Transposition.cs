using System.Runtime.CompilerServices;

namespace Elbo.Compute.Engine;

/// <summary>Turns a panel between [features, columns], as products read it, and [columns, features].</summary>
internal static unsafe class Transposition
{
    /// <summary>turned[c, r] = panel[r, c].</summary>
    public static void ToRows(float* panel, nint stride, (int First, int End) rows, int columns, float* turned, nint turnedStride)
    {
        var row = rows.First;
        for (; row + 8 <= rows.End; row += 8)
            for (var c = 0; c < columns; c++)
                Eight(panel + row * stride + c, stride, turned + c * turnedStride + row);
        for (; row < rows.End; row++)
            for (var c = 0; c < columns; c++)
                turned[c * turnedStride + row] = panel[row * stride + c];
    }

    /// <summary>panel[r, c] = turned[c, r], for eight columns at a time; turned must have whole eights.</summary>
    public static void ToColumns(float* turned, nint turnedStride, (int First, int End) rows, int columns, float* panel, nint stride)
    {
        for (var c = 0; c < columns; c += 8)
            for (var row = rows.First; row < rows.End; row++)
                Eight(turned + c * turnedStride + row, turnedStride, panel + row * stride + c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(float* from, nint stride, float* to)
    {
        float* from3 = from + 3 * stride, from6 = from + 6 * stride;
        to[0] = from[0];
        to[1] = from[stride];
        to[2] = from[2 * stride];
        to[3] = from3[0];
        to[4] = from3[stride];
        to[5] = from3[2 * stride];
        to[6] = from6[0];
        to[7] = from6[stride];
    }
}
