using Elbo.Reports.Figures.Drawing;
using ScottPlot;

namespace Elbo.Tests.Reports.Figures.Drawing;

public sealed class FigureFontsTests
{
    [Fact]
    public void Typefaces_Any_AreTheEmbeddedOnes()
    {
        Assert.Equal("Inter", FigureFonts.Regular.FamilyName);
        Assert.Equal(400, FigureFonts.Regular.FontWeight);
        Assert.Equal(600, FigureFonts.SemiBold.FontWeight);
        // The subset has far fewer glyphs than an installed Inter.
        Assert.InRange(FigureFonts.Regular.GlyphCount, 300, 900);
    }

    [Fact]
    public void ScottPlot_AskedForTheFamily_GetsTheEmbeddedTypeface()
    {
        Assert.Same(FigureFonts.Regular, Fonts.GetTypeface(FigureFonts.Family, bold: false, italic: false));
        Assert.Same(FigureFonts.SemiBold, Fonts.GetTypeface(FigureFonts.Family, bold: true, italic: false));
    }

    [Fact]
    public void Chart_EveryVisibleAxis_UsesTheEmbeddedFamily()
    {
        using var chart = new Chart("x", "y");
        Assert.Equal(FigureFonts.Family, chart.Plot.Axes.Bottom.TickLabelStyle.FontName);
        Assert.Equal(FigureFonts.Family, chart.Plot.Axes.Left.TickLabelStyle.FontName);
        Assert.Empty(chart.Plot.Axes.Bottom.Label.Text);
        Assert.Empty(chart.Plot.Axes.Left.Label.Text);
    }

    [Fact]
    public void Typefaces_SymbolsOfTheField_HaveGlyphs()
    {
        const string Symbols = "−×≤≥≈∞√‖·…–—½²³σμβθφλ±→←↑↓∑∫∂₀₁₂éüñ°µ";
        Assert.True(FigureFonts.Regular.ContainsGlyphs(Symbols));
        Assert.True(FigureFonts.SemiBold.ContainsGlyphs(Symbols));
    }

    [Fact]
    public void Drawable_CharactersOutsideTheFont_BecomeQuestionMarks() =>
        Assert.Equal("a?b?−", FigureFonts.Drawable("a日b🙂−"));
}
