using CsCheck;
using Elbo.Reports.Figures;

namespace Elbo.Tests.Reports.Figures;

public sealed class KlSurfaceTests
{
    [Fact]
    public void Rate_AnywhereElse_IsAboveItsMinimumAtTheOrigin()
    {
        Assert.Equal(0, KlSurface.Rate(0, 0));
        Gen.Select(Gen.Double[-3, 3], Gen.Double[-4, 3]).Where(p => Math.Abs(p.Item1) + Math.Abs(p.Item2) > 1e-3)
            .Sample((mean, logVariance) => KlSurface.Rate(mean, logVariance) > 0);
    }

    [Theory]
    [InlineData(1, 0, 0.5)]
    [InlineData(2, 0, 2)]
    [InlineData(0, 1, 0.35914091422952255)]
    [InlineData(0, -2, 0.56766764161830635)]
    public void Rate_ClosedForm_IsKnown(double mean, double logVariance, double expected) =>
        Assert.Equal(expected, KlSurface.Rate(mean, logVariance), 1e-12);

    [Fact]
    public void Color_LargerRate_IsDarker()
    {
        var brightness = Enumerable.Range(0, 126).Select(i => KlSurface.Color(i / 10.0)).Select(c => 0.299 * c.R + 0.587 * c.G + 0.114 * c.B).ToArray();
        Assert.Equal(brightness.OrderDescending(), brightness);
    }

    [Fact]
    public void Render_Map_IsLightestAtTheOriginAndSymmetricInTheMean()
    {
        using var bitmap = Png.Decode(KlSurface.Render(title: null));
        // The map spans x from 136 to 846 and y from 106 to 766; the origin is at (491, 389).
        Assert.True(bitmap.GetPixel(491 + 12, 389 + 12).Red > 235);
        foreach (var (dx, dy) in new[] { (160, 130), (320, -170), (240, 260) })
        {
            Assert.True(bitmap.GetPixel(491 + dx, 389 + dy).Red < 225);
            Assert.InRange(bitmap.GetPixel(491 + dx, 389 + dy).Red - bitmap.GetPixel(490 - dx, 389 + dy).Red, -4, 4);
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(4)]
    public void Contour_AnyPoint_HasItsLevel(double level) =>
        Assert.All(KlSurface.Contour(level), at => Assert.Equal(level, KlSurface.Rate(at.Mean, at.LogVariance), 1e-9));

    [Fact]
    public void RenderMap_IsThatSizeAndLightestAtTheOrigin()
    {
        using var bitmap = Png.Decode(KlSurface.RenderMap(60, 70));
        Assert.Equal((60, 70), (bitmap.Width, bitmap.Height));
        Assert.Equal(bitmap.Pixels.Max(pixel => pixel.Red), bitmap.GetPixel(30, 30).Red);
    }
}
