using Elbo.Data.Tables;

namespace Elbo.Tests.Data.Tables.Numbers;

public sealed class NumberBinsTests
{
    [Fact]
    public void Of_FewValues_ArePointsThatComeBackExactly()
    {
        double[] values = [0, 0, 0, 2174, 99999, 0.1 + 0.2];
        var bins = NumberBins.Of(values);
        Assert.Equal(4 + 2, bins.Count);
        Assert.All(values, value => Assert.Equal(value, bins.Value(bins.Target(value))));
        Assert.Equal([1, 2, 3, 4], new[] { 0, 0.1 + 0.2, 2174, 99999 }.Select(bins.Target));
    }

    [Fact]
    public void Of_SpikeAmongManyValues_IsAPointBetweenIntervals()
    {
        var values = Enumerable.Range(0, 2000).Select(i => i % 2 == 0 ? 40.0 : Math.Exp(i / 300.0)).ToArray();
        var bins = NumberBins.Of(values);
        Assert.Contains(bins.Knots, knots => knots is [40]);
        Assert.InRange(bins.Knots.Count(knots => knots.Length > 1), 20, 48);
        Assert.Equal(40, bins.Value(bins.Target(40)));
        Assert.All(values, value => Assert.Equal(value, bins.Value(bins.Target(value)), 1e-3 * value));
    }

    /// <summary>Codes at equal distances in each part, as they are drawn, have the distribution of the values.</summary>
    [Fact]
    public void At_PlacesInParts_HaveTheQuantilesOfTheValues()
    {
        double[] values = [.. Enumerable.Range(0, 4000).Select(i => Math.Pow(i / 4000.0, 5) * 1e6)];
        var bins = NumberBins.Of(values);
        double[] drawn =
        [
            .. Enumerable.Range(1, bins.Count - 2).SelectMany(part => Enumerable.Range(0, 100).Select(i => bins.Value(NumberBins.At(part, i / 99.0)))).Order(),
        ];
        var most = values.Index().Max(value => Math.Abs((double)value.Index / values.Length - (double)drawn.Count(x => x < value.Item) / drawn.Length));
        Assert.InRange(most, 0, 0.01);
        Assert.Equal((values[0], values[^1]), (drawn[0], drawn[^1]));
    }

    [Fact]
    public void Target_BeyondTheRange_IsAnOuterPart()
    {
        var bins = NumberBins.Of([1, 2, 3]);
        Assert.Equal(0, MathF.Round(bins.Target(-5)));
        Assert.Equal(4, MathF.Round(bins.Target(1e9)));
        Assert.True(bins.Target(100) < bins.Target(1000));
        Assert.Equal((1, 3), (bins.Value(bins.Target(-5)), bins.Value(bins.Target(1e9))));
        Assert.Equal(2, bins.Value(bins.Target(2.4)));
    }

    [Fact]
    public void Moments_Weights_AreThoseOfPoints()
    {
        var bins = NumberBins.Of([0, 10]);
        Assert.Equal(2.5, bins.MeanOf([0, 0.75f, 0.25f, 0]), 1e-6);
        Assert.Equal(Math.Sqrt(0.25 * 100 - 6.25), bins.DeviationOf([0, 0.75f, 0.25f, 0]), 1e-6);
    }
}
