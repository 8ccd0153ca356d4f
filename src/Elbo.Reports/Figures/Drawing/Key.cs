using SkiaSharp;

namespace Elbo.Reports.Figures.Drawing;

/// <summary>One entry of a legend: a swatch and its text.</summary>
internal readonly record struct Key(string Text, Rgb Color, KeyForm Form)
{
    /// <summary>The distance between keys of a column, in pixels.</summary>
    public const int LineHeight = 36;

    private const int Swatch = 28, TextGap = 10, KeyGap = 32;

    /// <summary>Draws keys in one line from the left, so that they never cover data.</summary>
    public static void DrawRow(FigureCanvas canvas, IEnumerable<Key> keys, float x, float middle)
    {
        foreach (var key in keys)
        {
            key.DrawSwatch(canvas, x, middle);
            canvas.Text(key.Text, x + Swatch + TextGap, middle, TextStyle.Label);
            x += Swatch + TextGap + TextStyle.Label.Measure(key.Text) + KeyGap;
        }
    }

    public static void DrawColumn(FigureCanvas canvas, IEnumerable<Key> keys, float x, float middle, float width)
    {
        foreach (var key in keys)
        {
            key.DrawSwatch(canvas, x, middle);
            canvas.Text(TextStyle.Label.Fit(key.Text, width - Swatch - TextGap), x + Swatch + TextGap, middle, TextStyle.Label);
            middle += LineHeight;
        }
    }

    /// <summary>The height of <see cref="DrawWrapped"/>.</summary>
    public static int WrappedHeight(IReadOnlyList<Key> keys, float width) => LineHeight * (Wrapped(keys, width).Max(place => place.Line) + 1);

    /// <summary>Draws at least one key in as many lines as they need.</summary>
    public static void DrawWrapped(FigureCanvas canvas, IReadOnlyList<Key> keys, float x, float middle, float width)
    {
        foreach (var (key, (line, left)) in keys.Zip(Wrapped(keys, width)))
        {
            key.DrawSwatch(canvas, x + left, middle + line * LineHeight);
            canvas.Text(TextStyle.Label.Fit(key.Text, width - Swatch - TextGap), x + left + Swatch + TextGap, middle + line * LineHeight, TextStyle.Label);
        }
    }

    private static IEnumerable<(int Line, float Left)> Wrapped(IReadOnlyList<Key> keys, float width)
    {
        var (line, left) = (0, 0f);
        foreach (var key in keys)
        {
            var own = Swatch + TextGap + Math.Min(TextStyle.Label.Measure(key.Text), width - Swatch - TextGap);
            if (left > 0 && left + own > width)
                (line, left) = (line + 1, 0);
            yield return (line, left);
            left += own + KeyGap;
        }
    }

    private void DrawSwatch(FigureCanvas canvas, float x, float middle)
    {
        using var paint = new SKPaint { Color = Color.Skia(), IsAntialias = true, StrokeWidth = 2 };
        switch (Form)
        {
            case KeyForm.Line:
                paint.StrokeWidth = 5;
                canvas.Skia.DrawLine(x, middle, x + Swatch, middle, paint);
                break;
            case KeyForm.Area:
                canvas.Skia.DrawRect(SKRect.Create(x + 3, middle - 10, Swatch - 6, 20), paint);
                break;
            case KeyForm.Dot:
                canvas.Skia.DrawCircle(x + Swatch / 2f, middle, 8, paint);
                break;
            default:
                paint.Style = SKPaintStyle.Stroke;
                canvas.Skia.DrawCircle(x + Swatch / 2f, middle, 9, paint);
                break;
        }
    }
}

/// <summary>The swatch of a legend's entry.</summary>
internal enum KeyForm
{
    Line,
    Area,
    Dot,
    Circle,
}
