using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Tests.Reports.Figures;

public sealed class ImageGridTests
{
    private const int Margin = 36, Tile = 112, Step = 116;

    [Fact]
    public void Render_GreyImages_EachTileShowsItsByteExactly()
    {
        using var bitmap = Png.Decode(ImageGrid.Render(Png.Flat(12, step: 21), 4));
        Assert.Equal((2 * Margin + 4 * Step - 4, 2 * Margin + 3 * Step - 4), (bitmap.Width, bitmap.Height));
        for (var k = 0; k < 12; k++)
        {
            var (x, y) = (Margin + k % 4 * Step, Margin + k / 4 * Step);
            var grey = new SkiaSharp.SKColor((byte)(k * 21), (byte)(k * 21), (byte)(k * 21));
            Assert.Equal(grey, bitmap.GetPixel(x, y));
            Assert.Equal(grey, bitmap.GetPixel(x + Tile / 2, y + Tile / 2));
            Assert.Equal(grey, bitmap.GetPixel(x + Tile - 1, y + Tile - 1));
            Assert.Equal(Palette.Paper.Skia(), bitmap.GetPixel(x + Tile, y + Tile));
        }
    }

    [Fact]
    public void Render_Pixels_AreEnlargedToCrispSquares()
    {
        var pixels = new byte[] { 10, 200, 90, 30 };
        using var bitmap = Png.Decode(ImageGrid.Render(ImageBatch.FromBytes(new(1, 2, 2), pixels)));
        for (var i = 0; i < Tile * Tile; i++)
            Assert.Equal(pixels[i / Tile / 56 * 2 + i % Tile / 56], bitmap.GetPixel(Margin + i % Tile, Margin + i / Tile).Red);
    }

    [Fact]
    public void Render_ColourImage_KeepsItsChannels()
    {
        var batch = new ImageBatch(new(3, 1, 2), new float[] { 1, 0, 0, 0.2f, 0, 1 });
        using var bitmap = Png.Decode(ImageGrid.Render(batch));
        Assert.Equal(new SkiaSharp.SKColor(255, 0, 0), bitmap.GetPixel(Margin + 10, Margin + 10));
        Assert.Equal(new SkiaSharp.SKColor(0, 51, 255), bitmap.GetPixel(Margin + 100, Margin + 10));
    }

    [Fact]
    public void Render_ValuesOutsideZeroToOne_AreClamped()
    {
        using var bitmap = Png.Decode(ImageGrid.Render(new(new(1, 1, 4), new[] { -3, 7, float.NaN, 0.5f })));
        byte[] shown = [.. Enumerable.Range(0, 4).Select(i => bitmap.GetPixel(Margin + 28 * i + 14, Margin + 14).Red)];
        Assert.Equal([0, 255, 0, 128], shown);
    }

    [Fact]
    public void Render_LargeImage_IsReducedTo256()
    {
        using var bitmap = Png.Decode(ImageGrid.Render(new(new(1, 512, 1024), new float[512 * 1024])));
        Assert.Equal((256 + 2 * Margin, 128 + 2 * Margin), (bitmap.Width, bitmap.Height));
    }

    [Fact]
    public void Render_NoImages_Throws() =>
        Assert.Contains("0 images", Assert.Throws<ArgumentException>(() => ImageGrid.Render(Png.Flat(0))).Message);

    [Fact]
    public void Draw_CaptionsDifferInCount_Throws() => Assert.Contains("1 row captions for 2 rows",
        Assert.Throws<ArgumentException>(() => ImageGrid.Draw(Png.Flat(4), new() { RowCaptions = ["a"] })).Message);

    [Fact]
    public void Render_FigureTooTall_ThrowsWithARemedy() => Assert.Contains("Show fewer images",
        Assert.Throws<ArgumentException>(() => ImageGrid.Render(Png.Flat(200), 1)).Message);
}
