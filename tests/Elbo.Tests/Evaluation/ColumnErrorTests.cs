using Elbo.Data.Tables;
using Elbo.Evaluation;

namespace Elbo.Tests.Evaluation;

public sealed class ColumnErrorTests
{
    private static readonly Column[] Columns = [new("x", ColumnKind.Real, []), new("city", ColumnKind.Categorical, ["Bern", "Chur", "Genf"])];

    [Fact]
    public void Of_HandMadeTables_IsRelativeToTheTrainingRows()
    {
        // x has mean 4 and deviation 2; Chur is the commonest.
        var table = new Table(Columns, [2, 0, 6, 1, 2, 1, 6, 2]);
        var train = new TableSet(table, TableEncoding.Of(table));
        var truth = new Table(Columns, [4, 0, 6, 1, double.NaN, 2, 0, double.NaN]);
        var found = new Table(Columns, [6, 0, 0, 0, 5, 1, 100, 0]);
        var errors = ColumnError.Of(train, truth, found, (row, _) => row < 3);
        Assert.Equal(new ColumnError("x", ColumnKind.Real, 2, Math.Sqrt((1 + 9) / 2.0), Math.Sqrt((0 + 1) / 2.0)), errors[0]);
        Assert.Equal(new ColumnError("city", ColumnKind.Categorical, 3, 2 / 3.0, 2 / 3.0), errors[1]);
        var none = ColumnError.Of(train, truth, found, (_, column) => column == 1)[0];
        Assert.Equal((0, double.NaN, double.NaN), (none.Cells, none.Error, none.Baseline));
    }

    [Fact]
    public void OfColumn_CellsThatAreMissingOrOverflowed_AreNotAveraged()
    {
        var table = new Table(Columns, [2, 0, 6, 1, double.NaN, 1]);
        var rows = new TableSet(table, TableEncoding.Of(table));
        float[] nats = ColumnDistortion.OfTerms(rows, [1, 2, 3, 4, 5, float.NaN]);
        Assert.Equal([1, 2, 3, 4, float.NaN, float.PositiveInfinity], nats);
        nats[5] = 9;
        var columns = ColumnDistortion.Of(rows, nats);
        Assert.Equal([("x", 2, 2.0), ("city", 3, 5)], columns.Select(column => (column.Column, column.Cells, column.Nats.Value)));
    }
}
