using Elbo.Reports.Figures;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Tests.Reports.Figures;

public sealed class LossCurvesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(150)]
    public void Render_DistortionTwiceTheRate_FillsTwiceTheArea(int epochs)
    {
        using var bitmap = Png.Decode(LossCurves.Render([.. Enumerable.Range(1, epochs).Select(e => new EpochLosses(e, 92, 90, 60, 30))]));
        double distortion = bitmap.Count(Palette.Distortion.Tint(0.75)), rate = bitmap.Count(Palette.Rate.Tint(0.75));
        Assert.InRange(distortion / rate, 1.9, 2.2);
        Assert.True(distortion > 50_000);
    }

    [Theory]
    [InlineData(1, 60)]
    [InlineData(20, 60)]
    [InlineData(20, 0)] // collapsed: no band at all
    public void Render_DistortionBelowZero_DrawsTheRateAsABandOnALine(int epochs, double rate)
    {
        using var bitmap = Png.Decode(LossCurves.Render([.. Enumerable.Range(1, epochs).Select(e => new EpochLosses(e, -840, -840, -840 - rate, rate))]));
        // In the legend it is a dot of colour; in the chart the band takes most of the height.
        Assert.Equal(rate > 0, bitmap.Count(Palette.Rate.Tint(0.75)) > 50_000);
        Assert.Equal(0, bitmap.Count(Palette.Distortion.Tint(0.75)));
        Assert.True(bitmap.Count(Palette.Distortion) > 100);
    }

    [Fact]
    public void Render_WithoutTest_HasOnePanel()
    {
        using var alone = Png.Decode(LossCurves.Render([new(1, 100), new(2, 90)]));
        using var both = Png.Decode(LossCurves.Render([new(1, 100, 99, 80, 19), new(2, 90, 89, 70, 19)]));
        Assert.True(alone.Width < both.Width * 0.6);
        Assert.Equal(0, alone.Count(Palette.Test));
        Assert.True(alone.Count(Palette.Train) > 500);
    }

    [Fact]
    public void Render_OnlyNaN_SaysSoInsteadOfFailing()
    {
        using var bitmap = Png.Decode(LossCurves.Render([new(1, double.NaN, double.NaN, double.NaN, double.PositiveInfinity)]));
        Assert.True(bitmap.Width > 500);
    }

    [Fact]
    public void Render_NoEpoch_Throws() =>
        Assert.Contains("0 epochs", Assert.Throws<ArgumentException>(() => LossCurves.Render([])).Message);

    [Fact]
    public void Series_NullAndNaN_PassOverAndBreak()
    {
        var series = Series.Of([new(1, 5), new(2, null), new(3, 4), new(4, double.NaN), new(5, 3)], e => e.Train);
        Assert.Equal([[(1, 5), (3, 4)], [(5, 3)]], series.Runs);
    }
}
