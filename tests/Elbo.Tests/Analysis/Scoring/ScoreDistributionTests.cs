using CsCheck;
using Elbo.Analysis.Scoring;

namespace Elbo.Tests.Analysis.Scoring;

public sealed class ScoreDistributionTests
{
    private static readonly ScoreDistribution Four = new([4, 1, 2, 2]);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.125)]
    [InlineData(1.5, 0.25)]
    [InlineData(2, 0.5)]
    [InlineData(3, 0.75)]
    [InlineData(4, 0.875)]
    [InlineData(5, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    public void ShareBelow_Ties_CountHalf(double score, double share) => Assert.Equal(share, Four.ShareBelow(score));

    [Fact]
    public void Quantile_IsThatOfTheThreshold() =>
        Gen.Double[-9, 9].Array[1, 40].Select(Gen.Double[0.01, 0.99]).Sample((scores, share) =>
            Assert.Equal(ScoreThreshold.Of(scores, share).Value, new ScoreDistribution(scores).Quantile(share)));

    /// <summary>The mean over the scores themselves is ½, whatever they are.</summary>
    [Fact]
    public void ShareBelow_OfItsOwnScores_IsHalfOnAverage() =>
        Gen.Int[-5, 5].Select(i => (double)i).Array[1, 30].Sample(scores =>
        {
            var distribution = new ScoreDistribution(scores);
            Assert.Equal(0.5, scores.Average(distribution.ShareBelow), 12);
        });

    [Fact]
    public void Histogram_EdgesAndOutside_CountOnceOrNot()
    {
        Assert.Equal([1, 2], Four.Histogram(1, 3, 2));
        Assert.Equal([1, 2, 1], Four.Histogram(1, 4, 3));
        Assert.Equal([0, 1], Four.Histogram(2.5, 4, 2));
    }

    [Fact]
    public void New_NoneOrNoNumber_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new ScoreDistribution([]));
        Assert.Throws<ArgumentException>(() => new ScoreDistribution([1, double.NaN]));
    }

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(1, 2, 0)]
    public void Histogram_NoInterval_IsRefused(double low, double high, int intervals) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Four.Histogram(low, high, intervals));
}
