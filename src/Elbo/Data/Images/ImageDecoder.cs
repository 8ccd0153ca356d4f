using SkiaSharp;

namespace Elbo.Data.Images;

/// <summary>Decodes PNG, JPEG, WebP, BMP, GIF (its first frame) and PNM, turned as EXIF says, transparent pixels laid over a background. Colour profiles
/// are not applied: bytes stay what the file has, as other tools for data sets read them.</summary>
internal static class ImageDecoder
{
    /// <summary>More pixels than any camera takes; a small file can declare billions.</summary>
    public const long MostPixels = 100_000_000;

    /// <summary>Pixels that a file of any length may declare. For more, the file must have a byte per so many pixels, as every format needs
    /// except for an image of one colour.</summary>
    public const long UnprovenPixels = 1 << 24, MostPixelsPerByte = 10_000;

    /// <summary>Width and height as EXIF turns them, from the header only.</summary>
    /// <exception cref="BadImageException">It is not an image, or it has too many pixels.</exception>
    public static ImageSize ReadSize(byte[] file, long mostPixels = MostPixels)
    {
        if (Netpbm.Is(file))
        {
            var image = Netpbm.Open(file, mostPixels);
            return new(image.Width, image.Height);
        }
        using var codec = Open(file, mostPixels);
        return IsTurned(Origin(codec, file)) ? new(codec.Info.Height, codec.Info.Width) : new(codec.Info.Width, codec.Info.Height);
    }

    /// <summary>True if the file does not say which value is white: a PNG of 16 bits, which may hold values of fewer.</summary>
    public static bool NeedsRange(byte[] file) => PngFile.IsDeep(file);

    /// <summary>The largest value of an image that needs a range.</summary>
    /// <exception cref="BadImageException">It is damaged, or it has too many pixels.</exception>
    public static int Largest(byte[] file, long mostPixels = MostPixels) =>
        Decode(
            DeepPixels.Readable(file), DeepPixels.Color(file), DeepPixels.BytesPerPixel(file), mostPixels,
            (codec, pixels) => Deep(codec, file, pixels).Largest());

    /// <summary>Decodes an image.</summary>
    /// <param name="file">The file.</param>
    /// <param name="background">What is behind transparent pixels.</param>
    /// <param name="range">The values of black and white; null finds that of 16 bits.</param>
    /// <param name="mostPixels">Width × height that the file may declare.</param>
    /// <exception cref="BadImageException">It is not an image, is damaged, has too many pixels, or values outside the range.</exception>
    public static Raster Decode(byte[] file, (byte Red, byte Green, byte Blue) background, PixelRange? range = null, long mostPixels = MostPixels) =>
        Decode(file, background, range, raster => new Raster(raster.Width, raster.Height, raster.Rgb[..(3 * raster.Width * raster.Height)]), mostPixels);

    /// <summary>Decodes an image into memory that is used again: the raster must not be kept, and its array may be longer than it.</summary>
    /// <inheritdoc cref="Decode(byte[], ValueTuple{byte, byte, byte}, PixelRange?, long)"/>
    public static T Decode<T>(
        byte[] file, (byte Red, byte Green, byte Blue) background, PixelRange? range, Func<Raster, T> use, long mostPixels = MostPixels)
    {
        if (Netpbm.Is(file))
            return use(Netpbm.Open(file, mostPixels).Read(range));
        var isDeep = NeedsRange(file);
        if (isDeep)
            range ??= PixelRange.OfDepth(Largest(file, mostPixels));
        // Full 16 bits keep their upper eight.
        isDeep &= range is not { Black: 0, White: ushort.MaxValue };
        return isDeep
            ? Decode(DeepPixels.Readable(file), DeepPixels.Color(file), DeepPixels.BytesPerPixel(file), mostPixels, (codec, pixels) =>
            {
                Deep(codec, file, pixels).Scale(range!.Value);
                return Finish(codec, pixels);
            })
            : Decode(file, SKColorType.Rgba8888, 4, mostPixels, (codec, pixels) =>
            {
                if (range is { White: <= 255 } given && given != PixelRange.Bytes)
                    Scale(pixels.AsSpan(0, 4 * codec.Info.Width * codec.Info.Height), given);
                return Finish(codec, pixels);
            });

        T Finish(SKCodec codec, byte[] pixels) => Turn(pixels, codec.Info.Width, codec.Info.Height, Origin(codec, file), background, use);
    }

    /// <summary>Refuses a file of several frames.</summary>
    /// <exception cref="BadImageException">It has them, is not an image, or has too many pixels.</exception>
    public static void ThrowIfAnimated(byte[] file, long mostPixels)
    {
        if (Netpbm.Is(file))
            return;
        using var codec = Open(file, mostPixels);
        if (codec.FrameCount > 1)
            throw new BadImageException($"it is an animation of {codec.FrameCount} frames");
    }

    /// <exception cref="BadImageException">It has no pixel, or more than are decoded or the file can hold.</exception>
    public static void ThrowIfTooLarge(int width, int height, long mostPixels, long bytes)
    {
        var most = Math.Min(mostPixels, Math.Max(MostPixelsPerByte * bytes, UnprovenPixels));
        if ((long)width * height <= most && width > 0 && height > 0)
            return;
        var isEmpty = width <= 0 || height <= 0;
        if (!isEmpty && (long)width * height <= mostPixels)
            throw new BadImageException(FormattableString.Invariant($"it declares {width}×{height} pixels, more than its {bytes:N0} bytes can hold"));
        throw new BadImageException(
            $"it declares {width}×{height} pixels, and at most {mostPixels / 1_000_000} million are decoded", isEmpty ? null : "Make it smaller");
    }

    private static DeepPixels Deep(SKCodec codec, byte[] file, byte[] pixels) => new(
        pixels.AsSpan(0, DeepPixels.BytesPerPixel(file) * codec.Info.Width * codec.Info.Height), PngFile.ColorType(file), PngFile.TransparentGrey(file));

    /// <summary>Decodes into a borrowed array, whose first bytes are the pixels.</summary>
    private static unsafe T Decode<T>(byte[] file, SKColorType color, int bytesPerPixel, long mostPixels, Func<SKCodec, byte[], T> use)
    {
        using var codec = Open(file, mostPixels);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var bytes = bytesPerPixel * width * height;
        var pixels = DecodingMemory.Rent(bytes);
        try
        {
            SKCodecResult result;
            fixed (byte* start = pixels)
                result = codec.GetPixels(new SKImageInfo(width, height, color, SKAlphaType.Unpremul), (nint)start);
            if (result != SKCodecResult.Success)
                throw new BadImageException(
                    result == SKCodecResult.IncompleteInput ? "it ends before its last pixel" : $"its pixels do not decode ({result})");
            return use(codec, pixels);
        }
        finally
        {
            DecodingMemory.Return(pixels, bytes);
        }
    }

    private static SKCodec Open(byte[] file, long mostPixels)
    {
        if (file.Length == 0)
            throw new BadImageException("it is empty");
        var codec = SKCodec.Create(new SKMemoryStream(file), out var result);
        if (codec is null)
            throw new BadImageException(result == SKCodecResult.IncompleteInput
                ? "it ends inside its header"
                : "its content is not PNG, JPEG, WebP, BMP, GIF or PNM");
        try
        {
            ThrowIfTooLarge(codec.Info.Width, codec.Info.Height, mostPixels, file.Length);
            return codec;
        }
        catch
        {
            codec.Dispose();
            throw;
        }
    }

    private static SKEncodedOrigin Origin(SKCodec codec, byte[] file) =>
        codec.EncodedFormat == SKEncodedImageFormat.Png ? PngFile.Origin(file) : codec.EncodedOrigin;

    private static bool IsTurned(SKEncodedOrigin origin) =>
        origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    /// <summary>Scales the colours of bytes in place.</summary>
    /// <exception cref="BadImageException">A byte is outside the range.</exception>
    private static void Scale(Span<byte> rgba, PixelRange range)
    {
        var levels = new byte?[256];
        for (var value = 0; value < levels.Length; value++)
            if (range.Level(value) is >= 0 and <= 255 and var level)
                levels[value] = (byte)Math.Round(level);
        for (var i = 0; i < rgba.Length; i++)
            if (i % 4 != 3 && rgba[i | 3] > 0)
                rgba[i] = levels[rgba[i]] ?? throw BadImageException.OutOfRange(rgba[i], range);
    }

    /// <summary>The pixel of the file (sx, sy) that becomes (x, y), for the eight orientations of EXIF 2.3, tag 0x0112. Without a turn the colours
    /// are moved together in place.</summary>
    private static T Turn<T>(
        byte[] rgba, int width, int height, SKEncodedOrigin origin, (byte Red, byte Green, byte Blue) background, Func<Raster, T> use)
    {
        var (turnedWidth, turnedHeight) = IsTurned(origin) ? (height, width) : (width, height);
        var isInPlace = origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default;
        var rgb = isInPlace ? rgba : DecodingMemory.Rent(3 * width * height, mayWait: false);
        try
        {
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
                    var (red, green, blue, alpha) = (rgba[from], rgba[from + 1], rgba[from + 2], rgba[from + 3]);
                    rgb[to++] = Over(red, background.Red, alpha);
                    rgb[to++] = Over(green, background.Green, alpha);
                    rgb[to++] = Over(blue, background.Blue, alpha);
                }
            return use(new(turnedWidth, turnedHeight, rgb));
        }
        finally
        {
            if (!isInPlace)
                DecodingMemory.Return(rgb, 3 * width * height);
        }
    }

    /// <summary>The operator "over" (Porter and Duff 1984) on an opaque background.</summary>
    private static byte Over(byte color, byte background, byte alpha) =>
        alpha == 255 ? color : (byte)((color * alpha + background * (255 - alpha) + 127) / 255);
}

/// <summary>One file among many that cannot be used; the message is a clause that says what is wrong.</summary>
/// <param name="message">The clause.</param>
/// <param name="remedy">What to do about a sound image that is not allowed, as the beginning of a sentence; null for one that is damaged.</param>
internal sealed class BadImageException(string message, string? remedy = null) : Exception(message)
{
    public string? Remedy => remedy;

    public static BadImageException OutOfRange(int value, PixelRange range) =>
        new($"it holds the value {value}, outside the range {range}", "Say with --range which values are black and white here");
}
