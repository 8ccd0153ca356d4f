using Elbo.Reports.Figures;

namespace Elbo.Tests.Reports.Figures;

public sealed class ReconstructionStripTests
{
    [Theory]
    [InlineData(28, 56)]
    [InlineData(64, 64)]
    [InlineData(80, 80)]
    [InlineData(96, 96)]
    [InlineData(300, 96)]
    public void Render_AnySide_HasInputsAboveOutputsOnNoGround(int side, int tile)
    {
        using var bitmap = Png.Decode(ReconstructionStrip.Render(Png.Flat(3, step: 20, side), Png.Flat(3, step: 60, side)));
        Assert.Equal((3 * (tile + 4) - 4, 2 * tile + 4), (bitmap.Width, bitmap.Height));
        int[] columns = [.. Enumerable.Range(0, 3).Select(i => i * (tile + 4) + tile / 2)];
        Assert.Equal([0, 20, 40], columns.Select(x => (int)bitmap.GetPixel(x, tile / 2).Red));
        Assert.Equal([0, 60, 120], columns.Select(x => (int)bitmap.GetPixel(x, tile + 4 + tile / 2).Red));
        Assert.Equal([0, 0, 255],
            new[] { bitmap.GetPixel(tile + 1, 3), bitmap.GetPixel(3, tile + 1), bitmap.GetPixel(3, 3) }.Select(pixel => (int)pixel.Alpha));
    }

    [Fact]
    public void Render_Twice_GivesTheSameBytes() =>
        Assert.Equal(ReconstructionStrip.Render(Png.Flat(2, 9), Png.Flat(2, 5)), ReconstructionStrip.Render(Png.Flat(2, 9), Png.Flat(2, 5)));

    [Fact]
    public void Render_CountsThatDiffer_Throws() =>
        Assert.Contains("3 inputs", Assert.Throws<ArgumentException>(() => ReconstructionStrip.Render(Png.Flat(3), Png.Flat(2))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Render_None_Throws() => Assert.Throws<ArgumentException>(() => ReconstructionStrip.Render(Png.Flat(0), Png.Flat(0)));
}
