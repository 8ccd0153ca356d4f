using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Tests.Reports.Figures;

/// <summary>Traversals, interpolations and contact sheets: the content of each cell.</summary>
public sealed class StripFigureTests
{
    private const int Tile = 84, Step = 88;

    [Fact]
    public void Traversal_Cells_AreRowByRow()
    {
        using var bitmap = Png.Decode(TraversalFigure.Render(Png.Flat(6, step: 30), [new(0), new(1)], [-3, 0, 3], title: null));
        // The line that explains the frame is wider than three images, and 54 pixels high.
        var (left, top) = (36 + 16 + (int)Math.Ceiling(TextStyle.Label.Measure("z 0")), 36 + 54 + 38);
        for (var k = 0; k < 6; k++)
            Assert.Equal(k * 30, bitmap.GetPixel(left + k % 3 * Step + 42, top + k / 3 * Step + 42).Red);
        Assert.Equal(Palette.Frame.Skia(), bitmap.GetPixel(left + Step - 2, top + 42));
    }

    [Fact]
    public void Traversal_ImagesMissing_Throws() => Assert.Contains("5 images for 2 rows × 3 values",
        Assert.Throws<ArgumentException>(() => TraversalFigure.Render(Png.Flat(5), [new(0), new(1)], [-3, 0, 3])).Message);

    [Fact]
    public void TraversalRow_Caption_NamesLatentAndRate() =>
        Assert.Equal(("z 7 · 3.2 nats", "z 7"), (new TraversalRow(7, 3.24).Caption, new TraversalRow(7).Caption));

    [Fact]
    public void Interpolation_Cells_AreSourceStepsTarget()
    {
        using var bitmap = Png.Decode(InterpolationFigure.Render(
            Png.Flat(1), ImageBatch.FromBytes(new(1, 28, 28), [.. Enumerable.Repeat((byte)90, 784), .. Enumerable.Repeat((byte)160, 784)]),
            ImageBatch.FromBytes(new(1, 28, 28), [.. Enumerable.Repeat((byte)230, 784)]), [0, 1], title: null));
        int[] starts = [36, 36 + Step + 20, 36 + 2 * Step + 20, 36 + 3 * Step + 40];
        Assert.Equal([0, 90, 160, 230], starts.Select(x => (int)bitmap.GetPixel(x + 42, 36 + 38 + 42).Red));
        Assert.Equal(starts[3] + Tile + 36, bitmap.Width);
    }

    [Fact]
    public void Interpolation_NoPair_Throws() =>
        Assert.Throws<ArgumentException>(() => InterpolationFigure.Render(Png.Flat(0), Png.Flat(0), Png.Flat(0), [0, 1]));

    [Fact]
    public void Pairs_Cells_AreInputsBesideOutputsRowByRow()
    {
        using var bitmap = Png.Decode(PairsFigure.Render(Png.Flat(4, step: 20), Png.Flat(4, step: 60), ["a", "b"]));
        var left = bitmap.Width - 36 - 4 * Step - 20 + 4;
        int[] starts = [left, left + Step, left + 2 * Step + 20, left + 3 * Step + 20];
        Assert.Equal([0, 0, 20, 60], starts.Select(x => (int)bitmap.GetPixel(x + 42, 36 + 38 + 42).Red));
        Assert.Equal([40, 120, 60, 180], starts.Select(x => (int)bitmap.GetPixel(x + 42, 36 + 38 + Step + 42).Red));
    }

    [Fact]
    public void Pairs_RowsTheyDontFill_Throws() =>
        Assert.Contains("3 pairs don't fill 2 rows", Assert.Throws<ArgumentException>(() => PairsFigure.Render(Png.Flat(3), Png.Flat(3), ["a", "b"])).Message);

    [Fact]
    public void ContactSheet_Labels_HaveARowEachInOrder()
    {
        // Image k is all k: label 5 has images 0, 2 and 4, label 2 has images 1 and 3.
        using var bitmap = Png.Decode(ContactSheet.Render(Png.Set(5, [5, 2, 5, 2, 5]), new() { PerRow = 2 }));
        var (left, top) = (bitmap.Width, bitmap.Height - 36 - 2 * Step + 4);
        for (var x = 0; x < bitmap.Width && left == bitmap.Width; x++)
            if (bitmap.GetPixel(x, top).Red == 1)
                left = x;
        Assert.Equal([1, 3, 0, 2], new[] { (0, 0), (0, 1), (1, 0), (1, 1) }
            .Select(cell => (int)bitmap.GetPixel(left + cell.Item2 * Step + 42, top + cell.Item1 * Step + 42).Red));
    }

    [Theory]
    [InlineData(5, 1, 5)]
    [InlineData(30, 3, 12)]
    [InlineData(500, 8, 12)]
    public void ContactSheet_WithoutLabels_IsAPlainGrid(int count, int rows, int columns)
    {
        using var bitmap = Png.Decode(ContactSheet.Render(Png.Set(count), new()));
        Assert.Equal(36 + 34 + 20 + rows * Step - 4 + 36, bitmap.Height);
        Assert.True(bitmap.Width >= columns * Step + 68);
    }

    [Fact]
    public void ContactSheet_Empty_Throws() =>
        Assert.Contains("0 images", Assert.Throws<ArgumentException>(() => ContactSheet.Render(Png.Set(0))).Message);
}
