using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Tests.Reports.Figures;

public sealed class AllFiguresTests
{
    private static readonly Dictionary<string, Func<byte[]>> Figures = new()
    {
        ["loss curves"] = () => LossCurves.Render([new(1, 180, 160, 150, 10), new(2, 150, 140, 120, 20)]),
        ["reconstructions"] = () => ReconstructionFigure.Draw(Png.Flat(3), new(2, new float[] { 1, -1, 2, 0, 0.5f, 3 }), Png.Flat(3)),
        ["grid"] = () => ImageGrid.Render(Png.Flat(9), 3, "Samples"),
        ["manifold"] = () => ManifoldFigure.Render(Png.Flat(25), LatentAxis.NormalQuantiles(3, 5), LatentAxis.NormalQuantiles(7, 5)),
        ["codes"] = () => CodesScatter.Draw(new(new float[] { 0, 1, -1 }, new float[] { 0, 1, 2 }, new byte[] { 0, 1, 2 })),
        ["rates"] = () => RateBars.Render([2, 0.001, 1]),
        ["traversals"] = () => TraversalFigure.Render(Png.Flat(6), [new(7, 3.2), new(2)], [-3, 0, 3]),
        ["interpolations"] = () => InterpolationFigure.Render(Png.Flat(2), Png.Flat(6), Png.Flat(2), [0, 0.5, 1]),
        ["pairs"] = () => PairsFigure.Render(Png.Flat(6), Png.Flat(6), ["best, 20 to 30 nats", "median", "worst"], "Reconstructions"),
        ["KL surface"] = () => KlSurface.Render(),
        ["columns"] = () =>
            ColumnBars.Render([new("income", 1.2, 0.1), new("a name that is far too long to stand beside its bar", -0.4, 0.05), new("city", double.NaN)],
                "distortion (nats)", "Columns"),
        ["imputation"] = () => ImputationFigure.Render(Png.Flat(2), Png.Flat(2), [Png.Flat(2)]),
        ["contact sheet"] = () => ContactSheet.Render(Png.Set(4, [1, 0, 1, 1]), new() { Name = "four" }),
    };

    public static TheoryData<string> Names => [.. Figures.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_Twice_GivesTheSameBytes(string name) => Assert.Equal(Figures[name](), Figures[name]());

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_Any_IsAPngOnWhiteWithAnEmptyMargin(string name)
    {
        using var bitmap = Png.Decode(Figures[name]());
        Assert.InRange(bitmap.Width, 200, 2000);
        Assert.InRange(bitmap.Height, 120, 2000);
        var white = Palette.Paper.Skia();
        Assert.All(Enumerable.Range(0, bitmap.Width), x => Assert.True(bitmap.GetPixel(x, 0) == white && bitmap.GetPixel(x, bitmap.Height - 1) == white));
        Assert.All(Enumerable.Range(0, bitmap.Height), y => Assert.True(bitmap.GetPixel(0, y) == white && bitmap.GetPixel(bitmap.Width - 1, y) == white));
        Assert.Contains(bitmap.Pixels, pixel => pixel != white);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_Dark_HasTheSameSizeOnTheDarkPaperAndNoWhiteSlab(string name)
    {
        using var light = Png.Decode(Figures[name]());
        using var dark = Png.Decode(Shade.Dark.Drawn(Figures[name]));
        Assert.Equal((light.Width, light.Height), (dark.Width, dark.Height));
        var paper = Shade.Dark.Paper.Skia();
        Assert.All(Enumerable.Range(0, dark.Width), x => Assert.Equal(paper, dark.GetPixel(x, 0)));
        // What is paper in light is never bright in dark; text and marks differ from it in both.
        var white = Shade.Light.Paper.Skia();
        var bright = light.Pixels.Zip(dark.Pixels).Count(pair => pair.First == white && pair.Second.Red > 128);
        Assert.InRange(bright, 0, light.Pixels.Length / 50);
        Assert.True(dark.Pixels.Count(pixel => pixel != paper) > 100);
        Assert.Equal(white, Png.Decode(Figures[name]()).GetPixel(0, 0));
    }

    [Fact]
    public async Task Render_OnManyThreads_GivesTheSameBytes()
    {
        var expected = Figures.Values.Select(render => render()).ToArray();
        var results = await Task.WhenAll(Figures.Values.Select(render => Task.Run(render)));
        Assert.Equal(expected, results);
    }
}
