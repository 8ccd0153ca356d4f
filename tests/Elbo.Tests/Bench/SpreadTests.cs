using Elbo.Bench;

namespace Elbo.Tests.Bench;

public sealed class SpreadTests
{
    [Theory]
    [InlineData(new[] { 3.0, 1, 2 }, 2, 1, 3)]
    [InlineData(new[] { 4.0, 1, 2, 100 }, 3, 1, 100)]
    [InlineData(new[] { 5.0 }, 5, 5, 5)]
    public void Of_Values_IsTheMiddleAndTheRange(double[] values, double median, double least, double most) =>
        Assert.Equal(new(median, least, most), Spread.Of(values));

    // The machine slows down threefold in the second round: the ratios of rounds are steady, the ratio of medians would be 2.
    [Fact]
    public void OfRatios_RoundsThatDiffer_ComparesWithinRounds() =>
        Assert.Equal(new(2, 2, 4), Spread.OfRatios([10, 30, 4], [5, 15, 1]));

    [Fact]
    public void Of_NoValue_Throws() =>
        Assert.Contains("0 values", Assert.Throws<ArgumentException>(() => Spread.Of([])).Message, StringComparison.Ordinal);
}
