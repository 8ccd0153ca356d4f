using Elbo.Training;

namespace Elbo.Tests.Training;

public sealed class CheckpointIntervalTests
{
    [Theory]
    [InlineData("30s", "30s")]
    [InlineData("5m", "300s")]
    [InlineData("2h", "7200s")]
    [InlineData("1000 steps", "1000 steps")]
    [InlineData("1step", "1 step")]
    [InlineData("1 epoch", "1 epoch")]
    public void Parse_OfItsForms_IsReadAndReadsItsOwnText(string text, string words)
    {
        var interval = CheckpointInterval.Parse(text)!;
        Assert.Equal(words, interval.ToString());
        Assert.Equal(interval, CheckpointInterval.Parse(words));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0s")]
    [InlineData("30")]
    [InlineData("-5s")]
    [InlineData("2 epochs")]
    [InlineData("1.5h")]
    [InlineData("99999999999 steps")]
    public void Parse_AnythingElse_IsNull(string text) => Assert.Null(CheckpointInterval.Parse(text));

    [Fact]
    public void IsDue_StepsTimeAndEpoch_CountTheirOwn()
    {
        var (steps, time) = (CheckpointInterval.EverySteps(3), CheckpointInterval.After(TimeSpan.FromSeconds(2)));
        Assert.Equal((false, true), (steps.IsDue(2, TimeSpan.MaxValue), steps.IsDue(3, TimeSpan.MaxValue)));
        Assert.Equal((false, true), (time.IsDue(long.MaxValue, TimeSpan.FromSeconds(1.9)), time.IsDue(long.MaxValue, TimeSpan.FromSeconds(2))));
        Assert.False(CheckpointInterval.Epoch.IsDue(long.MaxValue, TimeSpan.MaxValue));
    }

    [Fact]
    public void IsDueAfterEpoch_TenSecondsOrItsOwn_CountAndEpochsAlways()
    {
        var (steps, time) = (CheckpointInterval.EverySteps(3), CheckpointInterval.After(TimeSpan.FromSeconds(60)));
        Assert.Equal(
            (false, true, true),
            (steps.IsDueAfterEpoch(2, TimeSpan.Zero), steps.IsDueAfterEpoch(3, TimeSpan.Zero), steps.IsDueAfterEpoch(0, TimeSpan.FromSeconds(10))));
        Assert.Equal((false, true), (time.IsDueAfterEpoch(999, TimeSpan.FromSeconds(9)), time.IsDueAfterEpoch(0, TimeSpan.FromSeconds(10))));
        Assert.True(CheckpointInterval.Epoch.IsDueAfterEpoch(0, TimeSpan.Zero));
    }
}
