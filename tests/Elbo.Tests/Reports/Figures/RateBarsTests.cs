using Elbo.Reports.Figures;
using Elbo.Reports.Figures.Drawing;
using SkiaSharp;

namespace Elbo.Tests.Reports.Figures;

public sealed class RateBarsTests
{
    [Theory]
    [InlineData(true, 2.0)]
    [InlineData(false, 0.5)]
    public void Render_TwoLatents_DrawsHeightsInOrder(bool sorted, double firstToSecond)
    {
        using var bitmap = Png.Decode(RateBars.Render([1, 2], new() { Sorted = sorted }));
        var heights = BarHeights(bitmap);
        Assert.Equal(2, heights.Count);
        Assert.Equal(firstToSecond, (double)heights[0] / heights[1], 0.02);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(41)]
    [InlineData(512)]
    public void Render_AnyNumberOfLatents_HasTheSameSize(int latents)
    {
        using var bitmap = Png.Decode(RateBars.Render([.. Enumerable.Range(0, latents).Select(i => i % 2 == 0 ? 1.0 : 0.0)]));
        Assert.Equal(1072, bitmap.Width);
        Assert.Equal(latents > 1, bitmap.Count(Palette.Inactive) > 20);
    }

    [Fact]
    public void Render_NaNAndNegative_StillDraws()
    {
        using var bitmap = Png.Decode(RateBars.Render([1, double.NaN, -0.2]));
        Assert.Single(BarHeights(bitmap));
    }

    [Fact]
    public void Render_NoLatent_Throws() =>
        Assert.Contains("0 rates", Assert.Throws<ArgumentException>(() => RateBars.Render([])).Message);

    // Height of each bar, from left to right, below the legend.
    private static List<int> BarHeights(SKBitmap bitmap)
    {
        var pixels = bitmap.Pixels;
        var columns = Enumerable.Range(0, bitmap.Width).Select(x => Enumerable.Range(190, bitmap.Height - 190)
            .Count(y => pixels[y * bitmap.Width + x] == Palette.Distortion.Skia())).ToArray();
        return [.. Enumerable.Range(1, columns.Length - 1).Where(x => columns[x] > 0 && columns[x - 1] == 0).Select(x => columns[x + 3])];
    }
}
