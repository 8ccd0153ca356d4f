using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Convolutions;

/// <summary>What a <see cref="MapProduct"/> does with a finished sum.</summary>
internal unsafe struct MapEpilogue
{
    /// <summary>Added to every pixel, padded to whole strips; null for none.</summary>
    public float* Bias;

    /// <summary>A map of the output's shape that is added; null for none.</summary>
    public float* Addend;

    /// <summary>True for max(0, sum) at the end.</summary>
    public bool IsRectified;
}

/// <summary>
/// A convolution forward, or its gradient by the map: every pixel of the result is a sum over linked pixels × <see cref="KernelSums"/>. A tile is
/// one pixel of six images × two vectors of channels, so its rows are a map's length apart whatever the pixel, and no pixel is copied first. Every
/// element is one sum in a fixed order, so that nothing depends on the number of threads.
/// </summary>
internal sealed unsafe class MapProduct(
    ConvShape shape, bool isBackward, int images, float* x, float* kernels, float* y, MapEpilogue epilogue) : IVectorLoop
{
    private const int TileRows = 6, MostLinks = 256;

    private readonly Link[][] rows = isBackward ? shape.Rows.Feeds : shape.Rows.Reads, columns = isBackward ? shape.Columns.Feeds : shape.Columns.Reads;
    private readonly int columnSums = shape.Columns.Sums.Length;
    private readonly int depth = isBackward ? shape.Outputs : shape.Inputs, width = isBackward ? shape.Inputs : shape.Outputs;
    private readonly int sourceWidth = isBackward ? shape.OutputWidth : shape.Width;
    private readonly nint sourceMap = isBackward
        ? (nint)shape.OutputHeight * shape.OutputWidth * shape.Outputs : (nint)shape.Height * shape.Width * shape.Inputs;

    public void Run()
    {
        var strips = Aligned.Up(width, 2 * VectorWidth.Lanes) / (2 * VectorWidth.Lanes);
        VectorLoop.Run(this, Blocks * strips, least: 1);
    }

    private bool IsSmall => images < TileRows;

    /// <summary>Blocks of six images; the last one begins earlier if there are fewer, and computes some pixels again.</summary>
    private int Blocks => IsSmall ? images : (images + TileRows - 1) / TileRows;

    public void Run<V>(int first, int end) where V : struct, ISimd<V>
    {
        var strips = (width + 2 * V.Width - 1) / (2 * V.Width);
        for (var unit = first; unit < end; unit++)
            if (IsSmall)
                Maps<V>(unit / strips, unit % strips, 1);
            else
                Maps<V>(Math.Min(unit / strips * TileRows, images - TileRows), unit % strips, TileRows);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Maps<V>(int image, int strip, int count) where V : struct, ISimd<V>
    {
        var (tileColumns, column) = (2 * V.Width, strip * 2 * V.Width);
        var stripLength = (nint)depth * tileColumns;
        var sumLength = stripLength * ((width + tileColumns - 1) / tileColumns);
        float* from = x + image * sourceMap, weights = kernels + strip * stripLength;
        var map = (nint)rows.Length * columns.Length * width;
        float* to = y + image * map + column, addend = epilogue.Addend == null ? null : epilogue.Addend + image * map + column;
        var bias = epilogue.Bias == null ? null : epilogue.Bias + column;
        var valid = width - column;
        var tile = stackalloc float[TileRows * tileColumns];
        var links = stackalloc nint[2 * MostLinks];
        foreach (var row in rows)
            foreach (var at in columns)
            {
                var linked = 0;
                foreach (var r in row)
                    foreach (var c in at)
                    {
                        links[linked++] = (nint)(from + ((nint)r.Pixel * sourceWidth + c.Pixel) * depth);
                        links[linked++] = (nint)(weights + (r.Sum * columnSums + c.Sum) * sumLength);
                    }
                if (count == TileRows)
                    Tile6<V>((float**)links, linked / 2, sourceMap, depth, tile);
                else
                    Tile1<V>((float**)links, linked / 2, depth, tile);
                for (var i = 0; i < count; i++)
                    Finish<V>(tile + i * tileColumns, bias, addend == null ? null : addend + i * map, to + i * map, valid);
                to += width;
                if (addend != null)
                    addend += width;
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Finish<V>(float* sums, float* bias, float* addend, float* to, int valid) where V : struct, ISimd<V>
    {
        V left = V.Load(sums), right = V.Load(sums + V.Width);
        if (bias != null)
        {
            left += V.Load(bias);
            right += V.Load(bias + V.Width);
        }
        if (addend != null)
        {
            left += LoadPart<V>(addend, valid);
            right += LoadPart<V>(addend + V.Width, valid - V.Width);
        }
        if (epilogue.IsRectified)
        {
            left = V.Max(left, V.Create(0f));
            right = V.Max(right, V.Create(0f));
        }
        StorePart(left, to, valid);
        StorePart(right, to + V.Width, valid - V.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LoadPart<V>(float* from, int valid) where V : struct, ISimd<V> =>
        valid >= V.Width ? V.Load(from) : valid > 0 ? Partial<V>.Load(from, valid) : V.Create(0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePart<V>(V value, float* to, int valid) where V : struct, ISimd<V>
    {
        if (valid >= V.Width)
            V.Store(value, to);
        else if (valid > 0)
            Partial<V>.Store(value, to, valid);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile6<V>(float** links, int count, nint rowStride, int depth, float* tile) where V : struct, ISimd<V>
    {
        VectorPair<V> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        for (; count > 0; count--, links += 2)
        {
            float* a = links[0], a3 = a + 3 * rowStride, b = links[1];
            for (var d = depth; d > 0; d--, b += 2 * V.Width, a++, a3++)
            {
                V left = V.Load(b), right = V.Load(b + V.Width);
                r0.Add(a, left, right);
                r1.Add(a + rowStride, left, right);
                r2.Add(a + 2 * rowStride, left, right);
                r3.Add(a3, left, right);
                r4.Add(a3 + rowStride, left, right);
                r5.Add(a3 + 2 * rowStride, left, right);
            }
        }
        r0.Store(tile);
        r1.Store(tile + 2 * V.Width);
        r2.Store(tile + 4 * V.Width);
        r3.Store(tile + 6 * V.Width);
        r4.Store(tile + 8 * V.Width);
        r5.Store(tile + 10 * V.Width);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile1<V>(float** links, int count, int depth, float* tile) where V : struct, ISimd<V>
    {
        VectorPair<V> r0 = default;
        for (; count > 0; count--, links += 2)
        {
            float* a = links[0], b = links[1];
            for (var d = depth; d > 0; d--, b += 2 * V.Width, a++)
                r0.Add(a, V.Load(b), V.Load(b + V.Width));
        }
        r0.Store(tile);
    }
}
