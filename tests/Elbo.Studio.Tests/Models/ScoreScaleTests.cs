using Elbo.Studio.Models;

namespace Elbo.Studio.Tests.Models;

public sealed class ScoreScaleTests
{
    [Fact]
    public void Of_AHundredAndMore_ReachesFromThe1stToThe99thPercentile()
    {
        float[] scores = [.. Enumerable.Range(0, 200).Select(i => (float)i), -1e6f, 1e6f];
        var scale = ScoreScale.Of(scores);
        Assert.Equal((1, 198, -1e6, 1e6, true), (scale.Low, scale.High, scale.Least, scale.Most, scale.IsClipped));
        Assert.Equal((0, 0, ScoreScale.Count - 1, ScoreScale.Count - 1), (scale.Steps[200], scale.Steps[1], scale.Steps[198], scale.Steps[201]));
        Assert.Equal(Enumerable.Range(0, ScoreScale.Count), scale.Steps.Select(step => (int)step).Distinct().Order());
        Assert.Equal(scale.Steps.Take(200), scale.Steps.Take(200).Order());
    }

    [Fact]
    public void Of_Few_ReachesFromTheLowestToTheHighest()
    {
        var scale = ScoreScale.Of([3, 1, 2]);
        Assert.Equal((1, 3, false), (scale.Low, scale.High, scale.IsClipped));
        Assert.Equal([(byte)(ScoreScale.Count - 1), (byte)0, (byte)(ScoreScale.Count / 2)], scale.Steps);
    }

    [Fact]
    public void Of_AllTheSame_IsOneColour() => Assert.Equal([0, 0], ScoreScale.Of([5, 5]).Steps.Select(step => (int)step));

    [Fact]
    public void Of_NotFinite_StandsAtTheTop()
    {
        var scale = ScoreScale.Of([float.NaN, 1, 2, float.PositiveInfinity]);
        Assert.Equal((1, 2), (scale.Low, scale.High));
        Assert.Equal([ScoreScale.Count - 1, 0, ScoreScale.Count - 1, ScoreScale.Count - 1], scale.Steps.Select(step => (int)step));
        Assert.Equal([ScoreScale.Count - 1], ScoreScale.Of([float.NaN]).Steps.Select(step => (int)step));
    }
}
