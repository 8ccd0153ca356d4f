using System.IO.Compression;
using Elbo.Data.Images;
using SkiaSharp;

namespace Elbo.Tests.Data;

/// <summary>Image files made in memory.</summary>
internal static class ImageBytes
{
    /// <summary>A PNG whose pixel (x, y) has the colour that <paramref name="at"/> returns.</summary>
    public static byte[] Png(int width, int height, Func<int, int, SKColor> at) => Encode(width, height, at, SKEncodedImageFormat.Png);

    /// <summary>A PNG of a single grey value.</summary>
    public static byte[] Grey(int width, int height, byte value) => Png(width, height, (_, _) => new SKColor(value, value, value));

    public static byte[] Encode(int width, int height, Func<int, int, SKColor> at, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, at(x, y));
        using var data = bitmap.Encode(format, 100);
        return data.ToArray();
    }

    /// <summary>A JPEG with an EXIF segment that holds only the orientation.</summary>
    public static byte[] Jpeg(int width, int height, Func<int, int, SKColor> at, byte orientation)
    {
        var plain = Encode(width, height, at, SKEncodedImageFormat.Jpeg);
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "II"u8, 42, 0, 8, 0, 0, 0, // TIFF, little-endian, first directory at 8
            1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0, // one entry: 0x0112, short, one value
        ];
        return [.. plain[..2], .. exif, .. plain[2..]];
    }

    /// <summary>A PNG with an eXIf chunk that holds only the orientation, in big-endian order.</summary>
    public static byte[] Png(int width, int height, Func<int, int, SKColor> at, byte orientation)
    {
        const int AfterHeader = 33;
        var plain = Png(width, height, at);
        byte[] chunk = [.. "eXIfMM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        return [.. plain[..AfterHeader], .. Big(chunk.Length - 4), .. chunk, .. Big((int)PngFile.Crc(chunk)), .. plain[AfterHeader..]];
    }

    /// <summary>A PNG of 16 bits per sample.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="samples">The samples of each pixel, row by row: 1 grey, 2 with opacity, 3 or 4 coloured.</param>
    /// <param name="transparent">The grey value that is transparent, if one is.</param>
    public static byte[] DeepPng(int width, ushort[][] samples, ushort? transparent = null)
    {
        var type = samples[0].Length switch { 1 => 0, 2 => 4, 3 => 2, _ => (byte)6 };
        var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Optimal, leaveOpen: true))
            foreach (var row in samples.Chunk(width))
                zlib.Write([0, .. row.SelectMany(pixel => pixel).SelectMany(sample => new[] { (byte)(sample >> 8), (byte)sample })]);
        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk([.. "IHDR"u8, .. Big(width), .. Big(samples.Length / width), 16, (byte)type, 0, 0, 0]),
            .. transparent is { } value ? Chunk([.. "tRNS"u8, (byte)(value >> 8), (byte)value]) : [],
            .. Chunk([.. "IDAT"u8, .. pixels.ToArray()]), .. Chunk([.. "IEND"u8]),
        ];

        static byte[] Chunk(byte[] chunk) => [.. Big(chunk.Length - 4), .. chunk, .. Big((int)PngFile.Crc(chunk))];
    }

    /// <summary>The start of a PNG that declares this size but holds no pixels.</summary>
    public static byte[] PngHeader(int width, int height)
    {
        byte[] chunk = [.. "IHDR"u8, .. Big(width), .. Big(height), 8, 6, 0, 0, 0];
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Big(13), .. chunk, .. Big((int)PngFile.Crc(chunk)), .. Big(0), .. "IDAT"u8, .. Big(0)];
    }

    private static byte[] Big(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
