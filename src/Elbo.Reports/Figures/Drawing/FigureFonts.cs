using System.Text;
using ScottPlot;
using SkiaSharp;

namespace Elbo.Reports.Figures.Drawing;

/// <summary>The two embedded typefaces (Inter, OFL 1.1): figures look the same on a machine without any font.</summary>
internal static class FigureFonts
{
    /// <summary>The name under which ScottPlot finds the embedded typefaces; no installed family can shadow it.</summary>
    public static string Family { get; } = "Elbo embedded Inter";

    static FigureFonts() => Fonts.FontResolvers.Insert(0, new Resolver());

    /// <summary>Text in normal weight.</summary>
    public static SKTypeface Regular { get; } = Load("Elbo.Inter-Regular.otf");

    public static SKTypeface SemiBold { get; } = Load("Elbo.Inter-SemiBold.otf");

    /// <summary>The text with each character that the typeface can't draw replaced by "?".</summary>
    public static string Drawable(string text)
    {
        if (Regular.ContainsGlyphs(text))
            return text;
        var drawable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            drawable.Append(Regular.ContainsGlyph(rune.Value) ? rune.ToString() : "?");
        return drawable.ToString();
    }

    private static SKTypeface Load(string resource)
    {
        using var stream = typeof(FigureFonts).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The embedded font {resource} is missing from this build of Elbo.");
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data);
    }

    private sealed class Resolver : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            CreateTypeface(fontName, weight >= FontWeight.SemiBold, slant != FontSlant.Upright);

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            fontName != Family ? null : bold ? SemiBold : Regular;
    }
}
