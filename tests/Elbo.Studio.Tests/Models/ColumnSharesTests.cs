using Elbo.Data.Tables;
using Elbo.Studio.Models;

namespace Elbo.Studio.Tests.Models;

public sealed class ColumnSharesTests
{
    private static readonly Column[] Columns = [new("n", ColumnKind.Real, []), new("name", ColumnKind.Categorical, ["a", "b", "c"])];

    [Fact]
    public void Of_TheSameRows_OverlapsWhollyAndSharesAddUpToOne()
    {
        var table = Rows(100, i => i, i => i % 3);
        foreach (var column in ColumnShares.Of(Encoding(table), table, table))
        {
            Assert.Equal(1, column.Overlap, 12);
            Assert.Equal(1, column.Data.Sum(), 12);
        }
    }

    [Fact]
    public void Of_OtherNamesAndFarNumbers_OverlapsInNothing()
    {
        var (data, drawn) = (Rows(100, i => i, _ => 0), Rows(100, i => 1000 + i, _ => 2));
        var columns = ColumnShares.Of(Encoding(data), data, drawn);
        // All far numbers count in the last interval, where the data has its last few.
        Assert.InRange(columns[0].Overlap, 0, 0.06);
        Assert.Equal(0, columns[1].Overlap);
        Assert.Equal(["a", "b", "c"], columns[1].Parts.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(17, 17)]
    [InlineData(100, 20)]
    public void Of_WholeNumbersAsOftenEach_HasIntervalsOfOneHeight(int numbers, int intervals)
    {
        var table = Rows(10 * numbers, i => i % numbers, _ => 0);
        var shares = ColumnShares.Of(Encoding(table), table, table)[0].Data;
        Assert.Equal(intervals, shares.Count);
        Assert.All(shares, share => Assert.Equal(1.0 / intervals, share, 12));
    }

    [Fact]
    public void Of_AConstantColumn_HasARange()
    {
        var table = Rows(10, _ => 7, _ => 1);
        var (low, high) = ColumnShares.Of(Encoding(table), table, table)[0].Range;
        Assert.Equal((6.5, 7.5), (low, high));
    }

    private static Table Rows(int count, Func<int, double> number, Func<int, double> name) =>
        new(Columns, [.. Enumerable.Range(0, count).SelectMany(i => new[] { number(i), name(i) })]);

    private static TableEncoding Encoding(Table table) => TableEncoding.Of(table);
}
