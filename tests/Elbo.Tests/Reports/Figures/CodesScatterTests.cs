using Elbo.Reports.Figures;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Tests.Reports.Figures;

public sealed class CodesScatterTests
{
    // Without a title the square of 900 pixels begins at (136, 106) and spans ±2.6.
    private const int CentreX = 136 + 450, CentreY = 106 + 450, Sigma = 173;

    [Fact]
    public void Render_PriorCircles_AreRound()
    {
        using var bitmap = Png.Decode(CodesScatter.Draw(new(new float[] { 0 }, new float[] { 0 }), new() { Title = null }));
        foreach (var sigmas in new[] { 1, 2 })
        {
            Assert.True(IsDarkNear(CentreX + sigmas * Sigma, CentreY));
            Assert.True(IsDarkNear(CentreX - sigmas * Sigma, CentreY));
            Assert.True(IsDarkNear(CentreX, CentreY + sigmas * Sigma));
        }
        Assert.False(IsDarkNear(CentreX + (int)(1.5 * Sigma), CentreY + 30));

        bool IsDarkNear(int x, int y) => Enumerable.Range(-4, 9).Any(dx => Enumerable.Range(-4, 9).Any(dy => bitmap.GetPixel(x + dx, y + dy).Red < 170));
    }

    [Fact]
    public void Render_Point_LiesAtItsCodeInItsLabelsColour()
    {
        using var bitmap = Png.Decode(CodesScatter.Draw(
            new(new[] { 0, 1.5f }, new[] { 0, -1.5f }, new byte[] { 3, 8 }), new() { Title = null }));
        var pixel = bitmap.GetPixel(CentreX + (int)(1.5 * Sigma), CentreY + (int)(1.5 * Sigma));
        var expected = Palette.Categorical[1].Tint(0.75);
        Assert.InRange(pixel.Red, expected.R - 2, expected.R + 2);
        Assert.InRange(pixel.Green, expected.G - 2, expected.G + 2);
        Assert.InRange(pixel.Blue, expected.B - 2, expected.B + 2);
    }

    [Fact]
    public void Render_MorePointsThanShown_AndNaN_StillDraws()
    {
        var x = Enumerable.Range(0, 25_000).Select(i => i % 1000 == 0 ? float.NaN : i / 25_000f).ToArray();
        using var bitmap = Png.Decode(CodesScatter.Draw(new(x, x)));
        Assert.Equal(1372, bitmap.Width);
    }

    [Fact]
    public void Render_NoCode_Throws() => Assert.Contains("0 codes",
        Assert.Throws<ArgumentException>(() => CodesScatter.Draw(new(Array.Empty<float>(), Array.Empty<float>()))).Message);

    [Fact]
    public void Constructor_LengthsDiffer_Throws() =>
        Assert.Throws<ArgumentException>(() => new CodePoints(new float[2], new float[3]));

    [Fact]
    public void Categorical_TenColours_AreApart()
    {
        var pairs = from i in Enumerable.Range(0, 10) from j in Enumerable.Range(0, i) select (Palette.Categorical[i], Palette.Categorical[j]);
        Assert.All(pairs, pair => Assert.True(
            Math.Abs(pair.Item1.R - pair.Item2.R) + Math.Abs(pair.Item1.G - pair.Item2.G) + Math.Abs(pair.Item1.B - pair.Item2.B) > 60, $"{pair}"));
    }
}
