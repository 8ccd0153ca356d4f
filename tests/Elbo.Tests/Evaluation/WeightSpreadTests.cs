using Elbo.Evaluation;

namespace Elbo.Tests.Evaluation;

public sealed class WeightSpreadTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1000)] // no overflow
    [InlineData(-1000)]
    public void Of_WeightsOneAndThree_IsTheirMeanAndSpread(double shift)
    {
        var spread = WeightSpread.Of([shift, shift + Math.Log(3)]);
        Assert.Equal(shift + Math.Log(2), spread.LogMean, 1e-12);
        Assert.Equal(1.6, spread.EffectiveSamples, 1e-12); // 16 / 10
        Assert.Equal(0.75, spread.LargestShare, 1e-12);
    }

    [Fact]
    public void Of_EqualWeights_IsAllOfThem()
    {
        var spread = WeightSpread.Of([-2, -2, -2, -2]);
        Assert.Equal((-2.0, 4.0, 0.25), (spread.LogMean, spread.EffectiveSamples, spread.LargestShare));
    }

    [Theory]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void Of_NoFiniteWeight_IsWorthOneDraw(double log)
    {
        var spread = WeightSpread.Of([log, log]);
        Assert.Equal((log, 1.0, 1.0), (spread.LogMean, spread.EffectiveSamples, spread.LargestShare));
    }

    [Fact]
    public void EffectiveSampleSize_OfThreeExamples_IsTheStatisticsOfTheirs()
    {
        var size = EffectiveSampleSize.Of([new(0, 40, 0.1), new(0, 10, 0.2), new(0, 4, 0.6)], 100);
        Assert.Equal(18, size.Mean, 1e-12);
        Assert.Equal(10, size.Median);
        Assert.Equal(4, size.Least);
        Assert.Equal(1.0 / 3, size.ShareBelowFloor, 1e-12); // 10 is not below 10
        Assert.Equal(0.3, size.LargestShare, 1e-12);
        Assert.Equal(0.5 * ((0.025 + 0.1 + 0.25) / 3 - 0.01), size.Bias, 1e-12);
    }

    [Fact]
    public void EffectiveSampleSize_OfAnEvenNumber_HasTheMeanOfTheMiddleTwoAsMedian() =>
        Assert.Equal(15, EffectiveSampleSize.Of([new(0, 40, 1), new(0, 10, 1), new(0, 20, 1), new(0, 4, 1)], 100).Median);

    [Theory]
    [InlineData(9, 1)]
    [InlineData(10, 0)]
    public void EffectiveSampleSize_OfFewDraws_IsBelowTheFloorEverywhere(int samples, double share) =>
        Assert.Equal(share, EffectiveSampleSize.Of([new(0, samples, 0.1)], samples).ShareBelowFloor);

    [Fact]
    public void SampleMean_OfFourValues_HasTheirStandardError()
    {
        var mean = SampleMean.Of([1, 2, 3, 6]);
        Assert.Equal(3, mean.Value, 1e-12);
        Assert.Equal(Math.Sqrt(14.0 / 3 / 4), mean.StandardError, 1e-12);
        Assert.Equal(new SampleMean(5, 0), SampleMean.Of([5]));
    }
}
