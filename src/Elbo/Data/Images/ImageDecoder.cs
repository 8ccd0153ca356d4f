using SkiaSharp;

namespace Elbo.Data.Images;

/// <summary>Decodes PNG, JPEG, WebP, BMP and GIF (its first frame), turned as EXIF says, transparent pixels laid over a background. Colour profiles
/// are not applied: bytes stay what the file has, as other tools for data sets read them.</summary>
internal static class ImageDecoder
{
    /// <summary>More pixels than any camera takes; a small file can declare billions.</summary>
    public const long MostPixels = 100_000_000;

    /// <summary>Pixels that a file of any length may declare. For more, the file must have a byte per so many pixels, as every format needs
    /// except for an image of one colour.</summary>
    public const long UnprovenPixels = 1 << 24, MostPixelsPerByte = 10_000;

    /// <summary>Width and height as EXIF turns them, from the header only.</summary>
    /// <exception cref="BadImageException">It is no image, or it has too many pixels.</exception>
    public static ImageSize ReadSize(byte[] file, long mostPixels = MostPixels)
    {
        using var codec = Open(file, mostPixels);
        return IsTurned(Origin(codec, file)) ? new(codec.Info.Height, codec.Info.Width) : new(codec.Info.Width, codec.Info.Height);
    }

    /// <exception cref="BadImageException">It is no image, damaged, or it has too many pixels.</exception>
    public static unsafe Raster Decode(byte[] file, (byte Red, byte Green, byte Blue) background, long mostPixels = MostPixels)
    {
        using var codec = Open(file, mostPixels);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var pixels = GC.AllocateUninitializedArray<byte>(4 * width * height);
        SKCodecResult result;
        fixed (byte* start = pixels)
            result = codec.GetPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), (nint)start);
        if (result != SKCodecResult.Success)
            throw new BadImageException(result == SKCodecResult.IncompleteInput ? "it ends before its last pixel" : $"its pixels do not decode ({result})");
        return Turn(pixels, width, height, Origin(codec, file), background);
    }

    /// <summary>Refuses a file of several frames.</summary>
    /// <exception cref="BadImageException">It has them, is no image, or has too many pixels.</exception>
    public static void ThrowIfAnimated(byte[] file, long mostPixels)
    {
        using var codec = Open(file, mostPixels);
        if (codec.FrameCount > 1)
            throw new BadImageException($"it is an animation of {codec.FrameCount} frames");
    }

    private static SKCodec Open(byte[] file, long mostPixels)
    {
        if (file.Length == 0)
            throw new BadImageException("it is empty");
        var codec = SKCodec.Create(new SKMemoryStream(file), out var result);
        if (codec is null)
            throw new BadImageException(result == SKCodecResult.IncompleteInput
                ? "it ends inside its header"
                : "its content is no PNG, JPEG, WebP, BMP or GIF");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var most = Math.Min(mostPixels, Math.Max(MostPixelsPerByte * file.Length, UnprovenPixels));
        if ((long)width * height <= most && width > 0 && height > 0)
            return codec;
        codec.Dispose();
        if ((long)width * height <= mostPixels && width > 0 && height > 0)
            throw new BadImageException(FormattableString.Invariant($"it declares {width}×{height} pixels, more than its {file.Length:N0} bytes can hold"));
        throw new BadImageException($"it declares {width}×{height} pixels, and at most {mostPixels / 1_000_000} million are decoded");
    }

    private static SKEncodedOrigin Origin(SKCodec codec, byte[] file) =>
        codec.EncodedFormat == SKEncodedImageFormat.Png ? PngFile.Origin(file) : codec.EncodedOrigin;

    private static bool IsTurned(SKEncodedOrigin origin) =>
        origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    /// <summary>The pixel of the file (sx, sy) that becomes (x, y), for the eight orientations of EXIF 2.3, tag 0x0112.</summary>
    private static Raster Turn(byte[] rgba, int width, int height, SKEncodedOrigin origin, (byte Red, byte Green, byte Blue) background)
    {
        var (turnedWidth, turnedHeight) = IsTurned(origin) ? (height, width) : (width, height);
        var rgb = GC.AllocateUninitializedArray<byte>(3 * width * height);
        var to = 0;
        for (var y = 0; y < turnedHeight; y++)
            for (var x = 0; x < turnedWidth; x++)
            {
                var (sx, sy) = origin switch
                {
                    SKEncodedOrigin.TopRight => (width - 1 - x, y),
                    SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
                    SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (y, height - 1 - x),
                    SKEncodedOrigin.RightBottom => (width - 1 - y, height - 1 - x),
                    SKEncodedOrigin.LeftBottom => (width - 1 - y, x),
                    _ => (x, y),
                };
                var from = 4 * (sy * width + sx);
                var alpha = rgba[from + 3];
                rgb[to++] = Over(rgba[from], background.Red, alpha);
                rgb[to++] = Over(rgba[from + 1], background.Green, alpha);
                rgb[to++] = Over(rgba[from + 2], background.Blue, alpha);
            }
        return new(turnedWidth, turnedHeight, rgb);
    }

    /// <summary>The operator "over" (Porter and Duff 1984) on an opaque background.</summary>
    private static byte Over(byte color, byte background, byte alpha) =>
        alpha == 255 ? color : (byte)((color * alpha + background * (255 - alpha) + 127) / 255);
}

/// <summary>One file among many that is not an image, or is damaged; the message is a clause that says what is wrong.</summary>
internal sealed class BadImageException(string message) : Exception(message);
