using Elbo.Data;
using SkiaSharp;

namespace Elbo.Reports.Figures.Drawing;

/// <summary>Single images as PNG files, pixel by pixel, with nothing drawn around them.</summary>
internal static class ImageFile
{
    /// <param name="shape">Its shape; 1 or 3 channels.</param>
    /// <param name="pixels">Its values, clamped to 0…1, shape [C, H, W].</param>
    /// <returns>A PNG of W×H pixels.</returns>
    /// <exception cref="ArgumentException">The channels are neither 1 nor 3, or the number of values does not match.</exception>
    public static byte[] Png(ImageShape shape, ReadOnlySpan<float> pixels)
    {
        if (shape.Channels is not (1 or 3) || pixels.Length != shape.Size)
            throw new ArgumentException(
                $"There are {pixels.Length} values for an image of {shape}; {shape.Size} are needed, of 1 or 3 channels.", nameof(pixels));
        using var bitmap = Tile.Near(shape, 1).Bitmap(pixels);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}

/// <summary>Photographs in a figure take several times as many bytes as PNG than as WebP with an invisible loss.</summary>
internal static class WebP
{
    /// <summary>The same picture as a lossy WebP.</summary>
    /// <param name="png">A PNG.</param>
    /// <param name="quality">0 to 100; from 80 on the loss is hard to see.</param>
    public static byte[] Of(ReadOnlySpan<byte> png, int quality)
    {
        using var bitmap = SKBitmap.Decode(png);
        using var data = bitmap.Encode(SKEncodedImageFormat.Webp, quality);
        return data.ToArray();
    }
}
