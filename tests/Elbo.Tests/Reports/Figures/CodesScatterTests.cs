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
        Assert.Equal(1072, bitmap.Width);
    }

    [Fact]
    public void Render_ManyPoints_ShadesWhereTheyAre()
    {
        // 3,000 points in two heaps of two labels; the place between them stays white.
        var (x, labels) = (new float[3000], new byte[3000]);
        for (var i = 0; i < x.Length; i++)
            (x[i], labels[i]) = (i % 2 == 0 ? -1.5f + i % 7 * 0.01f : 1.5f - i % 7 * 0.01f, (byte)(i % 2));
        using var bitmap = Png.Decode(CodesScatter.Draw(new(x, new float[3000], labels), new() { Title = null }));
        var left = bitmap.GetPixel(CentreX - (int)(1.5 * Sigma), CentreY + 12);
        var right = bitmap.GetPixel(CentreX + (int)(1.5 * Sigma), CentreY + 12);
        Assert.True(left.Blue > left.Red + 20 && right.Red > right.Blue + 20, $"{left} {right}");
        Assert.Equal(Palette.Paper.Skia(), bitmap.GetPixel(CentreX + 30, CentreY + 30));
    }

    [Fact]
    public void Render_PriorElsewhere_CirclesAreAroundIt()
    {
        using var bitmap = Png.Decode(CodesScatter.Draw(new(new float[] { 0 }, new float[] { 0 }) { Prior = (1, 0), NameX = "a" }, new() { Title = null }));
        // The square spans −1.6 to 3.6 then, and its middle is the prior's mean; the code is one σ to its left.
        var pixel = bitmap.GetPixel(CentreX - Sigma, CentreY);
        Assert.NotEqual(Palette.Paper.Skia(), pixel);
        Assert.Contains(Enumerable.Range(-4, 9), dx => bitmap.GetPixel(CentreX + 2 * Sigma + dx, CentreY).Red < 170);
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
        var pairs = from colors in new[] { Shade.Light.Categorical, Shade.Dark.Categorical }
                    from i in Enumerable.Range(0, 10)
                    from j in Enumerable.Range(0, i)
                    select (colors[i], colors[j]);
        Assert.All(pairs, pair => Assert.True(
            Math.Abs(pair.Item1.R - pair.Item2.R) + Math.Abs(pair.Item1.G - pair.Item2.G) + Math.Abs(pair.Item1.B - pair.Item2.B) > 60, $"{pair}"));
    }
}
