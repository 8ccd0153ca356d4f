using Elbo.Exchange;
using Elbo.Soak;

namespace Elbo.Tests.Soak;

public sealed class TrendTests
{
    [Fact]
    public void Of_StraightLine_HasItsSlopeAndNoError()
    {
        var trend = Trend.Of([.. Enumerable.Range(0, 90).Select(i => (i / 10.0, 5 + 2 * (i / 10.0)))]);
        Assert.Equal(2, trend.Slope, 1e-12);
        Assert.Equal(0, trend.StandardError, 1e-9);
        Assert.False(trend.IsFlat(1));
        Assert.True(trend.IsFlat(3));
    }

    /// <summary>Alternating values of ±1 around a line, one per stretch: slope and error computed by hand.</summary>
    [Fact]
    public void Of_ValuesAroundALine_HasTheErrorOfLeastSquares()
    {
        const int N = Trend.Stretches;
        var points = Enumerable.Range(0, N).Select(i => ((double)i, i % 2 == 0 ? 1.0 : -1.0)).ToList();
        var (x, spread) = ((N - 1) / 2.0, N * (N * N - 1) / 12.0);
        var slope = points.Sum(point => (point.Item1 - x) * point.Item2) / spread;
        var residual = points.Sum(point => Math.Pow(point.Item2 - slope * (point.Item1 - x), 2));
        var trend = Trend.Of(points);
        Assert.Equal(slope, trend.Slope, 1e-12);
        Assert.Equal(Math.Sqrt(residual / (N - 2) / spread), trend.StandardError, 1e-12);
        Assert.True(trend.IsFlat(0));
    }

    [Fact]
    public void IsFlat_GrowthWithinItsError_IsNone()
    {
        Assert.True(new Trend(10, 6).IsFlat(1));
        Assert.False(new Trend(10, 4).IsFlat(1));
        Assert.True(new Trend(-50, 1).IsFlat(1));
    }
}
