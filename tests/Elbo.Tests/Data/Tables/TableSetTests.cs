using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Tests.Reports.Figures;
using Elbo.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Data.Tables;

[Collection(TorchCollection.Name)]
public sealed class TableSetTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Of_Table_HoldsATenthOutTheSameEveryTime()
    {
        var table = MixedTable.Read(folder, 200);
        var data = TableDatasets.Of("mixed", table);
        Assert.Equal((180, 20), (data.Train.Count, data.Test.Count));
        Assert.Equal(data.Test.Fingerprint(), TableDatasets.Of("again", table).Test.Fingerprint());
        // Drawn from the whole file.
        var firsts = Enumerable.Range(0, 20).Select(row => table.Values(0).ToList().IndexOf(data.Test.Table[row, 0])).Where(row => row >= 0).ToList();
        Assert.True(firsts.Min() < 60 && firsts.Max() > 140);
    }

    [Fact]
    public void Gather_Rows_AreStandardizedWithTheTrainingRowsStatistics()
    {
        var data = TableDatasets.Of("mixed", MixedTable.Read(folder, 200));
        Assert.Equal(1 * 4 + 3 + 5, data.Train.Shape.Size); // three categories; every column is missing somewhere
        var batch = new Batches(data.Train, Binarization.None, new Philox(0, RandomStream.TrainingBinarization), CPU).Gather([.. Enumerable.Range(0, 180)]);
        Assert.Equal([180, 12], batch.Input.shape);
        Assert.Equal([180, 5], batch.Target.shape);
        Assert.True(batch.Input.isfinite().all().ToBoolean());
        Assert.Equal(data.Train.Table.Cells.ToArray().Select(double.IsNaN), batch.Target.isnan().flatten().data<bool>().ToArray());
        // Column 0: missing cells are 0 and marked as missing; the others have mean 0 and variance 1.
        var (value, missing) = (batch.Input.select(1, 0), batch.Input.select(1, 1));
        Assert.Equal(data.Train.Table.Values(0).Count(double.IsNaN), missing.sum().ToDouble());
        Assert.Equal(0, (value * missing).abs().max().ToDouble());
        Assert.Equal(0, value.sum().ToDouble(), 1e-3);
        Assert.Equal(1, (value.square().sum() / (1 - missing).sum()).ToDouble(), 1e-4);
        // The city is one-hot, or all zeros and marked as missing.
        var city = batch.Input.narrow(1, 8, 4);
        Assert.True((city.sum(1L) == 1).all().ToBoolean());
    }

    /// <summary>Their squares overflow or vanish.</summary>
    [Theory]
    [InlineData(1e300)]
    [InlineData(1.7e308)]
    [InlineData(1e-310)]
    public void Of_NumbersOfAnySize_HasTheirDeviation(double unit)
    {
        var encoding = ColumnEncoding.Of(new("x", ColumnKind.Real, []), [unit, -unit, unit, -unit]);
        Assert.Equal((0, unit), (encoding.Mean, encoding.Deviation));
        Assert.Equal(-1, encoding.Standardize(-unit));
        Assert.Equal(0, ColumnEncoding.Of(new("x", ColumnKind.Real, []), [unit, unit]).Standardize(unit));
    }

    /// <summary>As many digits as the deviation needs, as in map coordinates and seconds since 1970; at least those of a float.</summary>
    [Theory]
    [InlineData(5_812_346.123456, 2, 5_812_346.1235)]
    [InlineData(1_717_172_034.123456, 34, 1_717_172_034.123)]
    [InlineData(24.30512345, 5, 24.30512)]
    [InlineData(0.0123456789, 1e-7, 0.01234567890)]
    [InlineData(-123_456_789.5, 1e6, -123_456_800)]
    [InlineData(0, 1, 0)]
    public void Rounded_Value_HasTheDigitsThatItsDeviationNeeds(double value, double deviation, double expected) =>
        Assert.Equal(expected, new ColumnEncoding("x", ColumnKind.Real, [], 0, deviation, false).Rounded(value));

    [Fact]
    public void Restore_Standardized_IsTheValue()
    {
        var table = MixedTable.Read(folder, 100);
        var encoding = TableEncoding.Of(table);
        for (var column = 0; column < 3; column++)
            foreach (var value in table.Values(column).Where(value => !double.IsNaN(value)))
                Assert.Equal(value, encoding.Columns[column].Restore(encoding.Columns[column].Standardize(value)), 1e-9 * Math.Max(1, value));
    }
}
