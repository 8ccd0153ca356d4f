using SkiaSharp;

namespace Elbo.Reports.Figures.Drawing;

/// <summary>A white page of pixels that becomes a PNG. All lengths are pixels of the PNG.</summary>
internal sealed class FigureCanvas : IDisposable
{
    /// <summary>The margin around every figure.</summary>
    public const int Margin = 36;

    /// <summary>The longest side a figure may have.</summary>
    public const int Limit = 16_000;

    private readonly SKBitmap bitmap;

    public FigureCanvas(int width, int height)
    {
        if (Math.Max(width, height) > Limit)
            throw new ArgumentException(
                $"The figure would be {width} × {height} pixels; each side may be at most {Limit}. Show fewer images, or smaller ones.");
        bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        Skia = new SKCanvas(bitmap);
        Skia.Clear(Palette.Paper.Skia());
    }

    public SKCanvas Skia { get; }

    public int Width => bitmap.Width;

    /// <summary>Draws one line of text; <paramref name="middle"/> is the height of the middle of its capitals.</summary>
    public void Text(string text, float x, float middle, TextStyle style, SKTextAlign align = SKTextAlign.Left)
    {
        using var font = style.Font();
        using var paint = new SKPaint { Color = style.Color.Skia(), IsAntialias = true };
        Skia.DrawText(FigureFonts.Drawable(text), x, middle + font.Metrics.CapHeight / 2, align, font, paint);
    }

    /// <summary>Draws text with its middle at (x, y) on a patch of colour that separates it from the line below.</summary>
    public void TextOnLine(string text, float x, float y, TextStyle style, Rgb patch)
    {
        var (width, height) = (style.Measure(text) + 10, style.Size * 1.2f);
        Fill(SKRect.Create(x - width / 2, y - height / 2, width, height), patch);
        Text(text, x, y, style, SKTextAlign.Center);
    }

    public void TextUpwards(string text, float x, float y, TextStyle style)
    {
        Skia.Save();
        Skia.Translate(x, y);
        Skia.RotateDegrees(-90);
        Text(text, 0, 0, style, SKTextAlign.Center);
        Skia.Restore();
    }

    public void Fill(SKRect area, Rgb color)
    {
        using var paint = new SKPaint { Color = color.Skia(), IsAntialias = true };
        Skia.DrawRect(area, paint);
    }

    public void Line(float x0, float y0, float x1, float y1, Rgb color, float width = 2)
    {
        using var paint = new SKPaint { Color = color.Skia(), IsAntialias = true, StrokeWidth = width };
        Skia.DrawLine(x0, y0, x1, y1, paint);
    }

    /// <summary>Draws a frame of the given width just outside the area.</summary>
    public void FrameAround(SKRect area, Rgb color, float width = 2)
    {
        using var paint = new SKPaint { Color = color.Skia(), Style = SKPaintStyle.Stroke, StrokeWidth = width };
        Skia.DrawRect(SKRect.Inflate(area, width / 2, width / 2), paint);
    }

    /// <summary>Draws one image, shape [C, H, W] with values 0…1, into a tile with its upper left corner at (x, y).</summary>
    public void Image(ReadOnlySpan<float> pixels, Tile tile, int x, int y)
    {
        using var source = tile.Bitmap(pixels);
        using var image = SKImage.FromBitmap(source);
        Skia.DrawImage(image, SKRect.Create(x, y, tile.Width, tile.Height), tile.Sampling);
    }

    public byte[] ToPng()
    {
        Skia.Flush();
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public void Dispose()
    {
        Skia.Dispose();
        bitmap.Dispose();
    }
}
