using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace Elbo.Data.Images;

/// <summary>The samples of a PNG file with 16 bits each; Skia itself would keep the upper eight.</summary>
/// <param name="bytes">4 bytes per pixel of a grey file, its halves under <see cref="PngFile.AsHalves"/>; 8 of a coloured one, RGBA as half floats.</param>
/// <param name="colorType">As in the file.</param>
/// <param name="transparent">The grey value that is transparent; null if none is.</param>
internal readonly ref struct DeepPixels(Span<byte> bytes, int colorType, int? transparent)
{
    private readonly Span<byte> bytes = bytes;

    /// <summary>Bytes that decoding takes for each pixel.</summary>
    public static int BytesPerPixel(ReadOnlySpan<byte> file) => IsGrey(PngFile.ColorType(file)) ? 4 : 8;

    public static SKColorType Color(ReadOnlySpan<byte> file) => IsGrey(PngFile.ColorType(file)) ? SKColorType.Rgba8888 : SKColorType.RgbaF16;

    /// <summary>The file that Skia is given.</summary>
    public static byte[] Readable(byte[] file) => IsGrey(PngFile.ColorType(file)) ? PngFile.AsHalves(file) : file;

    /// <summary>The largest sample of what can be seen. Half floats have 11 bits, so that of a coloured file may be too large by one in 2,048.</summary>
    public int Largest()
    {
        var largest = 0;
        for (var i = 0; i < Count; i++)
            if (this[i] is { Alpha: > 0 } pixel)
                largest = Math.Max(largest, Math.Max(pixel.Red, Math.Max(pixel.Green, pixel.Blue)));
        return IsGrey(colorType) ? largest : largest - largest / 2048;
    }

    /// <summary>Scales the samples to bytes, in place: RGBA, 4 bytes per pixel.</summary>
    /// <exception cref="BadImageException">A sample is outside the range.</exception>
    public void Scale(PixelRange range)
    {
        // Half floats round the largest samples up.
        var most = 255 + (IsGrey(colorType) ? 1e-4 : 0.25);
        for (var i = 0; i < Count; i++)
        {
            var (red, green, blue, alpha) = this[i];
            var to = bytes.Slice(4 * i, 4);
            to[3] = alpha;
            (to[0], to[1], to[2]) = alpha == 0 ? ((byte)0, (byte)0, (byte)0) : (Byte(red), Byte(green), Byte(blue));
        }

        byte Byte(int value) => range.Level(value) is var level && level >= 0 && level <= most
            ? (byte)Math.Min(255, Math.Round(level))
            : throw BadImageException.OutOfRange(value, range);
    }

    private int Count => bytes.Length / (IsGrey(colorType) ? 4 : 8);

    private (int Red, int Green, int Blue, byte Alpha) this[int i]
    {
        get
        {
            if (colorType == 0)
            {
                var halves = bytes.Slice(4 * i, 4);
                var grey = halves[0] << 8 | halves[3];
                return (grey, grey, grey, grey == transparent ? (byte)0 : (byte)255);
            }
            if (colorType == 4)
            {
                var grey = BinaryPrimitives.ReadUInt16BigEndian(bytes[(4 * i)..]);
                return (grey, grey, grey, bytes[4 * i + 2]);
            }
            var color = MemoryMarshal.Cast<byte, Half>(bytes.Slice(8 * i, 8));
            return (Sample(color[0]), Sample(color[1]), Sample(color[2]), (byte)Math.Round((float)color[3] * 255));
        }
    }

    private static bool IsGrey(int colorType) => colorType is 0 or 4;

    private static int Sample(Half value) => (int)Math.Round((double)value * ushort.MaxValue);
}
