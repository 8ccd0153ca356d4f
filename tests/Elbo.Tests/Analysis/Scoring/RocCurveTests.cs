using CsCheck;
using Elbo.Analysis.Scoring;
using Elbo.Exchange;

namespace Elbo.Tests.Analysis.Scoring;

public sealed class RocCurveTests
{
    [Theory]
    [InlineData(new[] { 1.0, 2 }, new[] { 3.0, 4 }, 1)]
    [InlineData(new[] { 3.0, 4 }, new[] { 1.0, 2 }, 0)]
    [InlineData(new[] { 1.0, 1 }, new[] { 1.0 }, 0.5)]
    [InlineData(new[] { 1.0, 3 }, new[] { 2.0, 4 }, 0.75)] // of the four pairs, 2 > 1, 4 > 1, 4 > 3
    [InlineData(new[] { 1.0, 2, 2 }, new[] { 2.0 }, 2.0 / 3)] // one win, two ties
    public void Area_ByHand_IsTheShareOfPairs(double[] normal, double[] anomalous, double expected) =>
        Assert.Equal(expected, RocCurve.Area(normal, anomalous), 1e-12);

    [Fact]
    public void Area_AnyScores_IsTheShareOfPairsWithTiesHalf() => Gen.Int[0, 8].Array[1, 20].Select(Gen.Int[0, 8].Array[1, 20]).Sample((a, b) =>
    {
        var (normal, anomalous) = (a.Select(x => (double)x).ToArray(), b.Select(x => (double)x).ToArray());
        var wins = anomalous.Sum(x => normal.Sum(y => x > y ? 1 : x == y ? 0.5 : 0));
        Assert.Equal(wins / (normal.Length * anomalous.Length), RocCurve.Area(normal, anomalous), 1e-12);
    });

    [Fact]
    public void Area_NothingOrNaN_SaysSo()
    {
        Assert.Contains("0 normal", Assert.Throws<ArgumentException>(() => RocCurve.Area([], [1])).Message, StringComparison.Ordinal);
        Assert.Contains("not a number", Assert.Throws<ArgumentException>(() => RocCurve.Area([1], [double.NaN])).Message, StringComparison.Ordinal);
    }
}
