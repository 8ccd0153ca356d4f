using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Convolutions;

/// <summary>
/// The gradient of a convolution by its weights. For each sum of positions it is a product over all linked pixels of all images, a tile of some
/// input channels × two vectors of output channels; the channels of the output's gradient are copied strip by strip first, some images at a time,
/// so that all tiles read them from the first-level cache. <see cref="SumScatter"/> then gives every position its share. A thread does whole tiles,
/// so that nothing depends on the number of threads.
/// </summary>
internal sealed unsafe class WeightGradient(ConvShape shape, int images, float* x, float* dy, float* sums) : IVectorLoop
{
    /// <summary>Floats of a strip that are copied at once: half of a first-level cache.</summary>
    private const int ChunkFloats = 4096;

    [ThreadStatic]
    private static Aligned? room;

    [ThreadStatic]
    private static long roomLength;

    private readonly (int First, int Count)[] tiles = [.. Tiles(shape.Inputs)];
    private readonly PixelPair[][] rows = shape.Rows.Pairs, columns = shape.Columns.Pairs;
    private readonly int outputPixels = shape.OutputHeight * shape.OutputWidth;

    /// <summary>Floats of the sums' gradients on this processor.</summary>
    public static long Length(ConvShape shape) => KernelSums.Length(shape, isBackward: false);

    private int Sums => rows.Length * columns.Length;

    public void Run() =>
        VectorLoop.Run(this, Sums * tiles.Length * (Aligned.Up(shape.Outputs, 2 * VectorWidth.Lanes) / (2 * VectorWidth.Lanes)), least: 1);

    public void Run<V>(int first, int end) where V : struct, ISimd<V>
    {
        var perStrip = Sums * tiles.Length;
        for (var strip = first / perStrip; strip * perStrip < end; strip++)
            Strip<V>(strip, Math.Max(first - strip * perStrip, 0), Math.Min(end - strip * perStrip, perStrip));
    }

    /// <summary>Six channels a tile, and four where that leaves no rest.</summary>
    private static IEnumerable<(int First, int Count)> Tiles(int channels)
    {
        for (var (at, count) = (0, 0); at < channels; at += count)
        {
            var rest = channels - at;
            count = rest is 4 or 8 ? 4 : rest >= 6 ? 6 : 1;
            yield return (at, count);
        }
    }

    private void Strip<V>(int strip, int first, int end) where V : struct, ISimd<V>
    {
        var width = 2 * V.Width;
        var chunk = Math.Max(1, ChunkFloats / (outputPixels * width));
        var packed = Room((long)chunk * outputPixels * width);
        var sumLength = (nint)shape.Inputs * Aligned.Up(shape.Outputs, width);
        var (inputMap, outputMap) = ((nint)shape.Height * shape.Width * shape.Inputs, (nint)outputPixels * width);
        for (var image = 0; image < images; image += chunk)
        {
            var count = Math.Min(chunk, images - image);
            Pack<V>(dy + ((nint)image * outputPixels * shape.Outputs) + strip * width, count * outputPixels, shape.Outputs - strip * width, packed);
            for (var unit = first; unit < end; unit++)
            {
                var (sum, (channel, channels)) = (unit / tiles.Length, tiles[unit % tiles.Length]);
                // [sum][strip][inputs][strip's columns]
                var to = sums + sum * sumLength + ((nint)strip * shape.Inputs + channel) * width;
                Tile<V>(
                    x + image * inputMap + channel, inputMap, packed, outputMap, count, rows[sum / columns.Length], columns[sum % columns.Length], to, channels,
                    image > 0);
            }
        }
    }

    private static float* Room(long needed)
    {
        if (room is null || roomLength < needed)
            (room, roomLength) = (new(needed), needed);
        return room.Start;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack<V>(float* from, int pixels, int valid, float* to) where V : struct, ISimd<V>
    {
        for (var i = 0; i < pixels; i++, from += shape.Outputs, to += 2 * V.Width)
        {
            V.Store(valid >= V.Width ? V.Load(from) : Partial<V>.Load(from, valid), to);
            V.Store(
                valid >= 2 * V.Width ? V.Load(from + V.Width) : valid > V.Width ? Partial<V>.Load(from + V.Width, valid - V.Width) : V.Create(0f),
                to + V.Width);
        }
    }

    private void Tile<V>(
        float* a, nint inputMap, float* b, nint outputMap, int count, PixelPair[] rowPairs, PixelPair[] columnPairs, float* tile,
        int channels, bool keep) where V : struct, ISimd<V>
    {
        fixed (PixelPair* rows = rowPairs, columns = columnPairs)
        {
            var run = new Runs
            {
                A = a,
                B = b,
                InputMap = inputMap,
                OutputMap = outputMap,
                Images = count,
                Rows = (int*)rows,
                RowCount = rowPairs.Length,
                Columns = (int*)columns,
                ColumnCount = columnPairs.Length,
                InputPixel = shape.Inputs,
                InputRow = (nint)shape.Width * shape.Inputs,
                OutputRow = (nint)shape.OutputWidth * 2 * V.Width,
            };
            switch (channels)
            {
                case 6: Tile6<V>(run, tile, keep); break;
                case 4: Tile4<V>(run, tile, keep); break;
                default: Tile1<V>(run, tile, keep); break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile6<V>(in Runs run, float* tile, bool keep) where V : struct, ISimd<V>
    {
        VectorPair<V> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        if (keep)
        {
            r0 = VectorPair<V>.Load(tile);
            r1 = VectorPair<V>.Load(tile + 2 * V.Width);
            r2 = VectorPair<V>.Load(tile + 4 * V.Width);
            r3 = VectorPair<V>.Load(tile + 6 * V.Width);
            r4 = VectorPair<V>.Load(tile + 8 * V.Width);
            r5 = VectorPair<V>.Load(tile + 10 * V.Width);
        }
        var pixel = run.InputPixel;
        for (var i = 0; i < run.Images; i++)
            for (var r = 0; r < run.RowCount; r++)
            {
                float* a = run.RowOfA(i, r), b = run.RowOfB(i, r);
                int* at = run.Columns, end = at + 2 * run.ColumnCount;
                for (; at < end; at += 2)
                {
                    float* p = a + at[0] * pixel, q = b + (nint)at[1] * 2 * V.Width;
                    V left = V.Load(q), right = V.Load(q + V.Width);
                    r0.Add(p, left, right);
                    r1.Add(p + 1, left, right);
                    r2.Add(p + 2, left, right);
                    r3.Add(p + 3, left, right);
                    r4.Add(p + 4, left, right);
                    r5.Add(p + 5, left, right);
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
    private static void Tile4<V>(in Runs run, float* tile, bool keep) where V : struct, ISimd<V>
    {
        VectorPair<V> r0 = default, r1 = default, r2 = default, r3 = default;
        if (keep)
        {
            r0 = VectorPair<V>.Load(tile);
            r1 = VectorPair<V>.Load(tile + 2 * V.Width);
            r2 = VectorPair<V>.Load(tile + 4 * V.Width);
            r3 = VectorPair<V>.Load(tile + 6 * V.Width);
        }
        var pixel = run.InputPixel;
        for (var i = 0; i < run.Images; i++)
            for (var r = 0; r < run.RowCount; r++)
            {
                float* a = run.RowOfA(i, r), b = run.RowOfB(i, r);
                int* at = run.Columns, end = at + 2 * run.ColumnCount;
                for (; at < end; at += 2)
                {
                    float* p = a + at[0] * pixel, q = b + (nint)at[1] * 2 * V.Width;
                    V left = V.Load(q), right = V.Load(q + V.Width);
                    r0.Add(p, left, right);
                    r1.Add(p + 1, left, right);
                    r2.Add(p + 2, left, right);
                    r3.Add(p + 3, left, right);
                }
            }
        r0.Store(tile);
        r1.Store(tile + 2 * V.Width);
        r2.Store(tile + 4 * V.Width);
        r3.Store(tile + 6 * V.Width);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile1<V>(in Runs run, float* tile, bool keep) where V : struct, ISimd<V>
    {
        var r0 = keep ? VectorPair<V>.Load(tile) : default;
        var pixel = run.InputPixel;
        for (var i = 0; i < run.Images; i++)
            for (var r = 0; r < run.RowCount; r++)
            {
                float* a = run.RowOfA(i, r), b = run.RowOfB(i, r);
                int* at = run.Columns, end = at + 2 * run.ColumnCount;
                for (; at < end; at += 2)
                {
                    var q = b + (nint)at[1] * 2 * V.Width;
                    r0.Add(a + at[0] * pixel, V.Load(q), V.Load(q + V.Width));
                }
            }
        r0.Store(tile);
    }

    /// <summary>The linked pixels of a tile.</summary>
    private struct Runs
    {
        public float* A, B;
        public nint InputMap, OutputMap, InputPixel, InputRow, OutputRow;

        /// <summary>Pairs of a pixel of the input and one of the output.</summary>
        public int* Rows, Columns;

        public int Images, RowCount, ColumnCount;

        public readonly float* RowOfA(int image, int row) => A + image * InputMap + Rows[2 * row] * InputRow;

        public readonly float* RowOfB(int image, int row) => B + image * OutputMap + Rows[2 * row + 1] * OutputRow;
    }
}

/// <summary>From the gradients of sums of positions to that of each position, [outputs, inputs, kernel, kernel].</summary>
internal sealed unsafe class SumScatter(ConvShape shape, float* sums, float* gradient) : IVectorLoop
{
    private const int Group = 16;

    private readonly int[][] rows = shape.Rows.Sums, columns = shape.Columns.Sums;

    public void Run() => VectorLoop.Run(this, (shape.Outputs + Group - 1) / Group, least: 1);

    public void Run<V>(int first, int end) where V : struct, ISimd<V> => Groups(first * Group, Math.Min(end * Group, shape.Outputs), 2 * V.Width);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Groups(int first, int end, int strip)
    {
        var sumLength = (nint)shape.Inputs * Aligned.Up(shape.Outputs, strip);
        new Span<float>(gradient + (nint)first * shape.Inputs * shape.Positions, (end - first) * shape.Inputs * shape.Positions).Clear();
        for (var sum = 0; sum < rows.Length * columns.Length; sum++)
            foreach (var row in rows[sum / columns.Length])
                foreach (var column in columns[sum % columns.Length])
                    for (var input = 0; input < shape.Inputs; input++)
                    {
                        var to = gradient + input * shape.Positions + row * shape.Kernel + column;
                        var from = sums + sum * sumLength + (nint)input * strip;
                        for (var output = first; output < end; output++)
                            to[(nint)output * shape.Inputs * shape.Positions] += from[output / strip * (nint)shape.Inputs * strip + output % strip];
                    }
    }
}
