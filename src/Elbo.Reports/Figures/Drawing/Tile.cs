using Elbo.Data;
using SkiaSharp;

namespace Elbo.Reports.Figures.Drawing;

/// <summary>The size at which an image is drawn: a whole multiple of its pixels; only very large images are reduced.</summary>
internal readonly record struct Tile(ImageShape Shape, int Width, int Height)
{
    private const int Largest = 256;

    /// <summary>A tile whose longer side is near <paramref name="target"/> pixels, and never over <paramref name="largest"/>.</summary>
    public static Tile Near(ImageShape shape, int target, int largest = Largest)
    {
        var side = Math.Max(shape.Height, shape.Width);
        if (side > largest)
        {
            var shrink = (double)largest / side;
            return new(shape, Math.Max(1, (int)(shape.Width * shrink)), Math.Max(1, (int)(shape.Height * shrink)));
        }
        var zoom = Math.Max(1, target / side);
        return new(shape, shape.Width * zoom, shape.Height * zoom);
    }

    public SKSamplingOptions Sampling => Width < Shape.Width
        ? new(SKFilterMode.Linear, SKMipmapMode.Linear)
        : new(SKFilterMode.Nearest);

    /// <summary>The pixels at their own size; values are clamped to 0…1, NaN is black.</summary>
    public SKBitmap Bitmap(ReadOnlySpan<float> pixels)
    {
        var plane = Shape.Height * Shape.Width;
        var (green, blue) = Shape.Channels == 3 ? (plane, 2 * plane) : (0, 0);
        var rgba = new byte[plane * 4];
        for (var i = 0; i < plane; i++)
        {
            rgba[4 * i] = Byte(pixels[i]);
            rgba[4 * i + 1] = Byte(pixels[green + i]);
            rgba[4 * i + 2] = Byte(pixels[blue + i]);
            rgba[4 * i + 3] = 255;
        }
        var bitmap = new SKBitmap(Shape.Width, Shape.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        rgba.CopyTo(bitmap.GetPixelSpan());
        return bitmap;
    }

    private static byte Byte(float value) => value > 0 ? (byte)MathF.Round(255 * Math.Min(value, 1)) : (byte)0;
}
