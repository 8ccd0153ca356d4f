using Elbo.Cli.Screens;

namespace Elbo.Cli.Tests;

public sealed class SparklineTests
{
    [Fact]
    public void Draw_FallingValues_FallsAndKeepsSmallLateGainsVisible() => Assert.Equal("█▅▃▂▁", Sparkline.Draw([200, 130, 106, 102, 100]));

    [Fact]
    public void Draw_EqualValues_IsFlat() => Assert.Equal("▁▁▁", Sparkline.Draw([1, 1, 1]));

    [Fact]
    public void Draw_ManyValues_HasFortyBars() => Assert.Equal(40, Sparkline.Draw([.. Enumerable.Range(0, 1001).Select(i => 1.0 / (1 + i))]).Length);

    [Theory]
    [InlineData(60, 60)]
    [InlineData(100, 55)]
    [InlineData(2000, 50)]
    public void IsShown_LongRun_KeepsAtMostSixtyNineRowsAndTheLast(int epochs, int rows)
    {
        var shown = Enumerable.Range(1, epochs).Where(epoch => TrainScreen.EpochLines.IsShown(epoch, epochs)).ToList();
        Assert.Equal(rows, shown.Count);
        Assert.Equal((1, epochs), (shown[0], shown[^1]));
    }
}
