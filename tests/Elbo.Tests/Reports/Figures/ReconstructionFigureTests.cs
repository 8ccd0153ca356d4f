using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Tests.Reports.Figures;

public sealed class ReconstructionFigureTests
{
    [Fact]
    public void Render_Rows_ShowInputLeftAndReconstructionRight()
    {
        var pixels = Enumerable.Repeat((byte)250, 6 * 784).ToArray();
        using var bitmap = Png.Decode(ReconstructionFigure.Draw(
            Png.Flat(6, step: 10), new(1, new float[6]), ImageBatch.FromBytes(new(1, 28, 28), pixels), title: null));
        for (var row = 0; row < 4; row++)
        {
            var y = 36 + 44 + row * 196 + 84;
            Assert.Equal(row * 10, bitmap.GetPixel(36 + 84, y).Red);
            Assert.Equal(250, bitmap.GetPixel(bitmap.Width - 36 - 84, y).Red);
        }
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(9, 6)]
    public void Render_RowsAsked_AreAtMostTheExamples(int asked, int shown)
    {
        using var bitmap = Png.Decode(ReconstructionFigure.Draw(Png.Flat(6), new(20, new float[120]), Png.Flat(6), asked, title: null));
        Assert.Equal(36 + 44 + shown * 196 - 28 + 76 + 8, bitmap.Height);
    }

    [Fact]
    public void Render_Deviations_AddWhiskers()
    {
        float[] means = [1, -1, 2, 1];
        using var plain = Png.Decode(ReconstructionFigure.Draw(Png.Flat(1), new(4, means), Png.Flat(1)));
        using var whiskers = Png.Decode(ReconstructionFigure.Draw(Png.Flat(1), new(4, means, means.Select(_ => 0.3f).ToArray()), Png.Flat(1)));
        Assert.True(whiskers.Count(Palette.Code) < plain.Count(Palette.Code));
    }

    [Fact]
    public void Render_NaNCode_StillDraws() =>
        Png.Decode(ReconstructionFigure.Draw(Png.Flat(1), new(1, new[] { float.NaN }), Png.Flat(1))).Dispose();

    [Fact]
    public void Render_CountsDiffer_Throws() => Assert.Contains("2 inputs of 28×28, 3 codes",
        Assert.Throws<ArgumentException>(() => ReconstructionFigure.Draw(Png.Flat(2), new(1, new float[3]), Png.Flat(2))).Message);

    [Fact]
    public void Render_NoExample_Throws() =>
        Assert.Throws<ArgumentException>(() => ReconstructionFigure.Draw(Png.Flat(0), new(1, Array.Empty<float>()), Png.Flat(0)));

    [Fact]
    public void Constructor_NoLatents_Throws() =>
        Assert.Contains("latents was 0", Assert.Throws<ArgumentException>(() => new LatentCodes(0, Array.Empty<float>())).Message);
}
