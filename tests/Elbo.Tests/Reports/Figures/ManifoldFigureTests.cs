using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures;

namespace Elbo.Tests.Reports.Figures;

public sealed class ManifoldFigureTests
{
    private const int Left = 36 + 122, Top = 36, Tile = 56;

    [Fact]
    public void Render_Tiles_LieByTheirLatentsWithUpUpwards()
    {
        // Image v × 4 + h at horizontal value h and vertical value v.
        using var bitmap = Png.Decode(ManifoldFigure.Render(
            Png.Flat(12, step: 20), LatentAxis.NormalQuantiles(0, 4), LatentAxis.NormalQuantiles(1, 3), title: null));
        for (var v = 0; v < 3; v++)
            for (var h = 0; h < 4; h++)
                Assert.Equal((v * 4 + h) * 20, bitmap.GetPixel(Left + h * Tile + 28, Top + (2 - v) * Tile + 28).Red);
    }

    [Fact]
    public void Render_Neighbours_TouchWithoutAGap()
    {
        using var bitmap = Png.Decode(ManifoldFigure.Render(
            Png.Flat(2, step: 200), LatentAxis.NormalQuantiles(0, 2), LatentAxis.NormalQuantiles(1, 1), title: null));
        Assert.Equal((0, 200), (bitmap.GetPixel(Left + Tile - 1, Top + 5).Red, bitmap.GetPixel(Left + Tile, Top + 5).Red));
    }

    [Fact]
    public void Render_CountsDiffer_Throws() => Assert.Contains("5 images for 2 × 2 values", Assert.Throws<ArgumentException>(() =>
        ManifoldFigure.Render(Png.Flat(5), LatentAxis.NormalQuantiles(0, 2), LatentAxis.NormalQuantiles(1, 2))).Message);

    [Theory]
    [InlineData(0.05, 1.6448536)]
    [InlineData(0.001, 3.0902323)]
    [InlineData(0.3, 0.5244005)]
    public void NormalQuantiles_Outer_IsTheInverseOfTheNormalDistribution(double outer, double expected)
    {
        var values = LatentAxis.NormalQuantiles(0, 3, outer, 1 - outer).Values;
        Assert.Equal(-expected, values[0], 5e-7);
        Assert.Equal(0, values[1], 1e-12);
        Assert.Equal(expected, values[2], 5e-7);
    }

    [Fact]
    public void NormalQuantiles_One_IsTheMedian() => Assert.Equal([0.0], LatentAxis.NormalQuantiles(0, 1).Values);

    [Theory]
    [InlineData(0, 0.05)]
    [InlineData(5, 0.5)]
    [InlineData(5, double.NaN)]
    public void NormalQuantiles_OutOfRange_Throws(int count, double outer) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LatentAxis.NormalQuantiles(0, count, outer, 1 - outer));

    [Fact]
    public void NormalQuantiles_Defaults_AreTheSeedRepositorysGrid()
    {
        // scipy.stats.norm.ppf(numpy.linspace(0.011, 0.99, 20))
        var values = LatentAxis.NormalQuantiles(0, 20).Values;
        Assert.Equal(-2.2904, values[0], 3);
        Assert.Equal(-1.5339, values[1], 3);
        Assert.Equal(2.3263, values[19], 3);
    }
}
