using SkiaSharp;

namespace Elbo.Reports.Figures.Drawing;

/// <summary>A size, colour and weight of text; sizes in pixels of the finished PNG (twice a screen's).</summary>
internal readonly record struct TextStyle(float Size, Rgb Color, bool SemiBold = false)
{
    public static TextStyle Title => new(32, Palette.Ink, true);

    public static TextStyle Subtitle => new(24, Palette.Muted);

    public static TextStyle Label => new(24, Palette.Ink);

    public static TextStyle Caption => new(22, Palette.Muted);

    public SKFont Font() => new(SemiBold ? FigureFonts.SemiBold : FigureFonts.Regular, Size)
    {
        Edging = SKFontEdging.Antialias,
        Hinting = SKFontHinting.None,
        Subpixel = true,
    };

    /// <summary>The advance of a line of text, in pixels.</summary>
    public float Measure(string text)
    {
        using var font = Font();
        return font.MeasureText(FigureFonts.Drawable(text));
    }

    /// <summary>The text, cut with "…" if it is wider than <paramref name="width"/> pixels.</summary>
    public string Fit(string text, float width)
    {
        if (Measure(text) <= width)
            return text;
        var length = text.Length;
        while (length > 0 && (char.IsHighSurrogate(text[length - 1]) || Measure(text[..length].TrimEnd() + "…") > width))
            length--;
        return text[..length].TrimEnd() + "…";
    }
}
