using System.Buffers.Binary;
using System.IO.Hashing;
using Elbo.Data.Images;
using SkiaSharp;

namespace Elbo.Fuzz.Targets;

/// <summary>Image files: PNG, JPEG, WebP, GIF, BMP and PNM.</summary>
internal static class ImageTargets
{
    /// <summary>Up to eight bytes per pixel from the decoder, in memory of the next power of two, and three after it.</summary>
    private const long PixelBytes = 19;

    private static readonly byte[] Gif =
    [
        .. "GIF89a"u8, 2, 0, 2, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x21, 0xF9, 4, 1, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 3, 0x44, 0x02, 0x05,
        0, 0x3B,
    ];

    private static readonly byte[] Bmp =
    [
        .. "BM"u8, 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0,
        1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0,
    ];

    /// <summary>2×2 grey values of 16 bits.</summary>
    private static readonly byte[] DeepPng = MendChecksums(
    [
        0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 2, 0, 0, 0, 2, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 21, .. "IDAT"u8,
        0x78, 1, 1, 10, 0, 245, 255, 0, 0, 0, 1, 0, 0, 3, 0, 15, 255, 1, 58, 1, 19, 0, 0, 0, 0, 0, 0, 0, 0, .. "IEND"u8, 0, 0, 0, 0,
    ]);

    public static IEnumerable<FuzzTarget> All() =>
    [
        Of("PNG", Bytes.Of("IHDR", "IDAT", "PLTE", "tRNS", "IEND", "acTL", "eXIf"), MendChecksums,
            Encoded(SKEncodedImageFormat.Png), Encoded(SKEncodedImageFormat.Png, SKColorType.RgbaF16), DeepPng),
        Of("JPEG", [[0xFF, 0xD8], [0xFF, 0xC0], [0xFF, 0xC2], [0xFF, 0xDA], [0xFF, 0xE1], [0xFF, 0xD9], [0xFF, 0xDD]], null,
            Encoded(SKEncodedImageFormat.Jpeg)),
        Of("WebP", Bytes.Of("RIFF", "WEBP", "VP8 ", "VP8L", "VP8X", "ALPH", "ANIM"), null, Encoded(SKEncodedImageFormat.Webp)),
        Of("PNM", Bytes.Of("P1", "P2", "P3", "P4", "P5", "P6", " ", "#", "\n", "255", "65535", "0", "9"), null,
            "P2 2 2 255 0 51 204 255"u8.ToArray(), [.. "P6 2 1 300\n"u8, 1, 2, 0, 4, 1, 6, 0, 8, 1, 10, 0, 12], [.. "P4 9 1\n"u8, 170, 128]),
        Of("GIF and BMP", Bytes.Of("GIF87a", "GIF89a", "BM", "!\u00F9"), null, Gif, Bmp),
    ];

    private static FuzzTarget Of(string name, byte[][] tokens, Func<byte[], byte[]>? repair, params byte[][] seeds) =>
        new(name, seeds, file => ImageDecoder.Decode(file, (255, 255, 255)))
        {
            Tokens = tokens,
            Repair = repair,
            FixedBytes = PixelBytes * ImageDecoder.UnprovenPixels + (1 << 20),
            BytesPerByte = PixelBytes * ImageDecoder.MostPixelsPerByte,
        };

    private static byte[] Encoded(SKEncodedImageFormat format, SKColorType color = SKColorType.Rgba8888)
    {
        using var bitmap = new SKBitmap(6, 5, color, SKAlphaType.Unpremul);
        for (var i = 0; i < 30; i++)
            bitmap.SetPixel(i % 6, i / 6, new((byte)(8 * i), (byte)(255 - i), (byte)(i * i), (byte)(i < 20 ? 255 : 90)));
        using var data = bitmap.Encode(format, 80);
        return data.ToArray();
    }

    /// <summary>The CRC of every chunk of a PNG.</summary>
    private static byte[] MendChecksums(byte[] file)
    {
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
                break;
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), Crc32.HashToUInt32(file.AsSpan(at + 4, 4 + (int)length)));
            at += 12 + (int)length;
        }
        return file;
    }
}
