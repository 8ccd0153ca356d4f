using Elbo.Analysis.Scoring;

namespace Elbo.Tests.Analysis.Scoring;

public sealed class ScoreThresholdTests
{
    // numpy.quantile([4, 1, 3, 2], q)
    [Theory]
    [InlineData(0.5, 2.5)]
    [InlineData(0.9, 3.7)]
    [InlineData(0.01, 1.03)]
    public void Of_Scores_IsNumPysQuantile(double quantile, double expected)
    {
        var threshold = ScoreThreshold.Of([4, 1, 3, 2], quantile);
        Assert.Equal(expected, threshold.Value, 1e-12);
        Assert.Equal(4, threshold.Examples);
        Assert.True(threshold.IsAnomalous(expected + 1e-9));
        Assert.False(threshold.IsAnomalous(threshold.Value));
    }

    [Fact]
    public void Of_InfiniteScores_IsNeverNaNAndInfinityIsAnomalous()
    {
        const double Infinity = double.PositiveInfinity;
        Assert.Equal(2, ScoreThreshold.Of([1, 2, Infinity], 0.5).Value);
        var threshold = ScoreThreshold.Of([1, Infinity, Infinity], 0.9);
        Assert.Equal(Infinity, threshold.Value);
        Assert.True(threshold.IsAnomalous(Infinity));
        Assert.False(threshold.IsAnomalous(1e300));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Of_QuantileOutOfRange_SaysWhatIsAllowed(double quantile) =>
        Assert.Contains("between 0 and 1", Assert.Throws<OptionsException>(() => ScoreThreshold.Of([1], quantile)).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_NoScore_SaysSo() =>
        Assert.Contains("no training score", Assert.Throws<OptionsException>(() => ScoreThreshold.Of([], 0.5)).Message, StringComparison.Ordinal);
}
