using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Convolutions;

/// <summary>
/// The gradient of a convolution by its weights. For each sum of positions it is a product over all linked pixels of all images, a tile of some
/// input channels × two vectors of output channels. Both sides of a tile are copied first, [row][column][image][channels] of as many images as the
/// first-level cache holds and with the columns in places where linked ones are adjacent, so that a tile reads them straight on.
/// <see cref="SumScatter"/> then gives every position its share. A thread does whole tiles, so that nothing depends on the number of threads.
/// </summary>
internal sealed unsafe class WeightGradient(ConvShape shape, int images, float* x, float* dy, float* sums) : IVectorLoop
{
    /// <summary>Floats of a strip that are copied at once, half of a first-level cache; and images, if one alone has more.</summary>
    private const int ChunkFloats = 4096, LeastImages = 2;

    /// <summary>Floats from one pixel of the input to the next, in the copy.</summary>
    private const int Pitch = 8;

    [ThreadStatic]
    private static Aligned? room;

    [ThreadStatic]
    private static long roomLength;

    private readonly (int First, int Count)[] tiles = [.. Tiles(shape.Inputs)];
    private readonly PixelPair[][] rows = shape.Rows.Pairs;
    private readonly PixelRun[][] columns = shape.Columns.Runs;
    private readonly int[] inputPlaces = shape.Columns.InputPlaces, outputPlaces = shape.Columns.OutputPlaces;
    private readonly int inputPixels = shape.Height * shape.Width, outputPixels = shape.OutputHeight * shape.OutputWidth;

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
        var chunk = Math.Min(images, Math.Max(LeastImages, ChunkFloats / (outputPixels * width)));
        var outputs = Room((long)chunk * (outputPixels * width + inputPixels * Pitch));
        var inputs = outputs + (nint)chunk * outputPixels * width;
        // [sum][strip][inputs][strip's columns]
        var sumLength = (nint)shape.Inputs * Aligned.Up(shape.Outputs, width);
        var to = sums + (nint)strip * shape.Inputs * width;
        for (var image = 0; image < images; image += chunk)
        {
            var count = Math.Min(chunk, images - image);
            CopyOutputs<V>(dy + (nint)image * outputPixels * shape.Outputs + strip * width, count, shape.Outputs - strip * width, outputs);
            for (var (unit, copied) = (first, -1); unit < end; unit++)
            {
                var (tile, sum) = (unit / Sums, unit % Sums);
                var (channel, channels) = tiles[tile];
                if (copied != tile)
                    CopyInputs(x + (nint)image * inputPixels * shape.Inputs + channel, count, channels, inputs);
                copied = tile;
                Tile<V>(inputs, outputs, count, sum, to + sum * sumLength + (nint)channel * width, channels, image > 0);
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
    private void CopyOutputs<V>(float* from, int count, int valid, float* outputs) where V : struct, ISimd<V>
    {
        var line = (nint)shape.OutputWidth * count * 2 * V.Width;
        for (var row = 0; row < shape.OutputHeight; row++, outputs += line)
            foreach (var place in outputPlaces)
            {
                float* at = from, to = outputs + (nint)place * count * 2 * V.Width;
                for (var i = 0; i < count; i++, at += (nint)outputPixels * shape.Outputs, to += 2 * V.Width)
                {
                    V.Store(valid >= V.Width ? V.Load(at) : Partial<V>.Load(at, valid), to);
                    V.Store(
                        valid >= 2 * V.Width ? V.Load(at + V.Width) : valid > V.Width ? Partial<V>.Load(at + V.Width, valid - V.Width) : V.Create(0f),
                        to + V.Width);
                }
                from += shape.Outputs;
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyInputs(float* from, int count, int channels, float* inputs)
    {
        var line = (nint)shape.Width * count * Pitch;
        for (var row = 0; row < shape.Height; row++, inputs += line)
            foreach (var place in inputPlaces)
            {
                float* at = from, to = inputs + (nint)place * count * Pitch;
                for (var i = 0; i < count; i++, at += (nint)inputPixels * shape.Inputs, to += Pitch)
                {
                    if (channels == 1)
                    {
                        *to = *at;
                        continue;
                    }
                    Vector128.Store(Vector128.Load(at), to);
                    if (channels == 6)
                        Vector64.Store(Vector64.Load(at + 4), to + 4);
                }
                from += shape.Inputs;
            }
    }

    private void Tile<V>(float* inputs, float* outputs, int count, int sum, float* tile, int channels, bool keep) where V : struct, ISimd<V>
    {
        var (inputStep, outputStep) = ((nint)count * Pitch, (nint)count * 2 * V.Width);
        var pairs = rows[sum / columns.Length];
        fixed (PixelPair* first = pairs)
            foreach (var (input, output, length) in columns[sum % columns.Length])
            {
                var run = new Lines
                {
                    A = inputs + input * inputStep,
                    B = outputs + output * outputStep,
                    Rows = first,
                    Count = pairs.Length,
                    RowA = shape.Width * inputStep,
                    RowB = shape.OutputWidth * outputStep,
                    Length = count * length,
                };
                switch (channels)
                {
                    case 6: Tile6<V>(run, tile, keep); break;
                    case 4: Tile4<V>(run, tile, keep); break;
                    default: Tile1<V>(run, tile, keep); break;
                }
                keep = true;
            }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile6<V>(in Lines run, float* tile, bool keep) where V : struct, ISimd<V>
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
        for (PixelPair* row = run.Rows, end = row + run.Count; row < end; row++)
        {
            float* a = run.A + row->Input * run.RowA, b = run.B + row->Output * run.RowB;
            for (var i = run.Length; i > 0; i--, a += Pitch, b += 2 * V.Width)
            {
                V left = V.Load(b), right = V.Load(b + V.Width);
                r0.Add(a, left, right);
                r1.Add(a + 1, left, right);
                r2.Add(a + 2, left, right);
                r3.Add(a + 3, left, right);
                r4.Add(a + 4, left, right);
                r5.Add(a + 5, left, right);
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
    private static void Tile4<V>(in Lines run, float* tile, bool keep) where V : struct, ISimd<V>
    {
        VectorPair<V> r0 = default, r1 = default, r2 = default, r3 = default;
        if (keep)
        {
            r0 = VectorPair<V>.Load(tile);
            r1 = VectorPair<V>.Load(tile + 2 * V.Width);
            r2 = VectorPair<V>.Load(tile + 4 * V.Width);
            r3 = VectorPair<V>.Load(tile + 6 * V.Width);
        }
        for (PixelPair* row = run.Rows, end = row + run.Count; row < end; row++)
        {
            float* a = run.A + row->Input * run.RowA, b = run.B + row->Output * run.RowB;
            for (var i = run.Length; i > 0; i--, a += Pitch, b += 2 * V.Width)
            {
                V left = V.Load(b), right = V.Load(b + V.Width);
                r0.Add(a, left, right);
                r1.Add(a + 1, left, right);
                r2.Add(a + 2, left, right);
                r3.Add(a + 3, left, right);
            }
        }
        r0.Store(tile);
        r1.Store(tile + 2 * V.Width);
        r2.Store(tile + 4 * V.Width);
        r3.Store(tile + 6 * V.Width);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile1<V>(in Lines run, float* tile, bool keep) where V : struct, ISimd<V>
    {
        var r0 = keep ? VectorPair<V>.Load(tile) : default;
        for (PixelPair* row = run.Rows, end = row + run.Count; row < end; row++)
        {
            float* a = run.A + row->Input * run.RowA, b = run.B + row->Output * run.RowB;
            for (var i = run.Length; i > 0; i--, a += Pitch, b += 2 * V.Width)
                r0.Add(a, V.Load(b), V.Load(b + V.Width));
        }
        r0.Store(tile);
    }

    /// <summary>The linked pixels of a tile: lines of adjacent ones.</summary>
    private struct Lines
    {
        public float* A, B;

        public PixelPair* Rows;

        public nint RowA, RowB;

        public int Count, Length;
    }
}
