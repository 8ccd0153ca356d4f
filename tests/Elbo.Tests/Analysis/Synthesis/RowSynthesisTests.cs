using System.Globalization;
using System.Text;
using Elbo.Analysis.Synthesis;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Models;
using Elbo.Tests.Data;
using Elbo.Tests.Data.Tables;
using Elbo.Tests.Training;

namespace Elbo.Tests.Analysis.Synthesis;

[Collection(TorchCollection.Name)]
public sealed class RowSynthesisTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Dataset<TableSet> data;
    private readonly TrainedVae vae;

    public RowSynthesisTests()
    {
        var text = new StringBuilder("id,age,gain,price,always,member,city\n");
        for (var i = 0; i < 1500; i++)
        {
            var (gain, member, city) = (i % 10 == 3 ? 2174 + i : 0, i % 3 == 0 ? "yes" : "no", i % 4 == 0 ? "" : i % 4 == 1 ? "\"Bern, BE\"" : "Chur");
            text.AppendLine(CultureInfo.InvariantCulture, $"r{i},{17 + i % 70},{gain},{Math.Exp(i % 97 / 30.0):F2},EU,{member},{city}");
        }
        data = TableDatasets.Of("t", TableFile.Read(folder.Write("t.csv", Encoding.UTF8.GetBytes(text.ToString()))));
        vae = TableVae.Of(data);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        vae.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Rows_Parts_AreThoseOfTheWhole()
    {
        var synthesis = new RowSynthesis(vae, complete: false);
        var whole = synthesis.Rows(0, 700, seed: 3, Cancellation);
        Assert.Equal(whole.Cells[(300 * whole.Columns.Count)..].ToArray(), synthesis.Rows(300, 400, seed: 3, Cancellation).Cells.ToArray());
        Assert.Equal(whole.Fingerprint(), synthesis.Rows(0, 700, seed: 3, Cancellation).Fingerprint());
        Assert.NotEqual(whole.Fingerprint(), synthesis.Rows(0, 700, seed: 4, Cancellation).Fingerprint());
    }

    [Fact]
    public void Rows_Cells_HaveValuesDecimalsAndRangesOfTheFile()
    {
        Assert.Equal(
            [ColumnKind.NumericMixture, ColumnKind.NumericMixture, ColumnKind.NumericMixture, ColumnKind.Binary, ColumnKind.Binary],
            data.Train.Table.Columns.Select(column => column.Kind));
        var rows = new RowSynthesis(vae, complete: true).Rows(0, 2000, seed: 0, Cancellation);
        for (var column = 0; column < rows.Columns.Count; column++)
        {
            var known = data.Train.Table.Values(column).Where(double.IsFinite).ToHashSet();
            Assert.DoesNotContain(double.NaN, rows.Values(column));
            Assert.All(rows.Values(column), value => Assert.InRange(value, known.Min(), known.Max()));
            Assert.All(rows.Values(column), value => Assert.Equal(Math.Round(value, column == 2 ? 2 : 0), value));
            Assert.True(column == 1 || rows.Values(column).All(known.Contains), rows.Columns[column].Name);
        }
    }

    [Fact]
    public void Rows_NotComplete_LackCellsAsOftenAsTheFile()
    {
        var rows = new RowSynthesis(vae, complete: false).Rows(0, 4000, seed: 0, Cancellation);
        Assert.Equal(0.25, rows.Values(4).Average(value => double.IsNaN(value) ? 1 : 0), 0.03);
        Assert.Equal(0, rows.Values(0).Count(double.IsNaN));
    }

    [Fact]
    public void Keep_GivenCells_KeepsTheRowsThatHaveThemInOrder()
    {
        var synthesis = new RowSynthesis(vae, complete: true);
        var drawn = 0L;
        var kept = GivenCells.Parse(vae.Table!, ["member=yes", "city=Chur"]).Keep(synthesis.Batches(long.MaxValue, 5, Cancellation), 300, all => drawn = all);
        double[] cells = [.. kept.SelectMany(table => table.Cells.ToArray())];
        var whole = synthesis.Rows(0, (int)drawn, 5, Cancellation);
        var (yes, chur) = (vae.Table!.Columns[3].Categories.ToList().IndexOf("yes"), vae.Table.Columns[4].Categories.ToList().IndexOf("Chur"));
        double[] expected = [.. Enumerable.Range(0, whole.Count).Where(row => whole[row, 3] == yes && whole[row, 4] == chur).Take(300)
            .SelectMany(row => whole.Row(row).ToArray())];
        Assert.Equal(expected, cells);
        Assert.Contains("member is one of no, yes", Refusal("member=maybe"), StringComparison.Ordinal);
        Assert.Contains("the run's columns are age, gain", Refusal("colour=red"), StringComparison.Ordinal);

        string Refusal(string word) => Assert.Throws<OptionsException>(() => GivenCells.Parse(vae.Table!, [word])).Message;
    }

    [Fact]
    public void WriteCsv_Rows_ReadBackAsTheyWereDrawn()
    {
        var synthesis = new RowSynthesis(vae, complete: false);
        var writer = new RowWriter(vae.Table!, null);
        Assert.Equal([new FileColumn("id", Reason: "1500 different texts")], writer.LeftOut);
        var path = Path.Combine(folder.Path, "rows.csv");
        using (var stream = File.Create(path))
            writer.WriteCsv(stream, synthesis.Batches(9000, seed: 1, Cancellation));
        Assert.StartsWith("age,gain,price,always,member,city\n", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Contains(",EU,", File.ReadLines(path).ElementAt(8999), StringComparison.Ordinal);
        var read = TableFile.Read(path, [.. vae.Table!.Columns.Select(column => column.Column)], null);
        Assert.Equal(synthesis.Rows(0, 9000, seed: 1, Cancellation).Cells.ToArray(), read.Cells.ToArray());
    }

    [Fact]
    public void WriteParquet_Rows_ReadBackAsTheyWereDrawn()
    {
        var synthesis = new RowSynthesis(vae, complete: false);
        var path = Path.Combine(folder.Path, "rows.parquet");
        using (var stream = File.Create(path))
            new RowWriter(vae.Table!, null).WriteParquet(stream, synthesis.Batches(9000, seed: 1, Cancellation));
        var read = TableFile.Read(path, [.. vae.Table!.Columns.Select(column => column.Column)], null);
        Assert.Equal(synthesis.Rows(0, 9000, seed: 1, Cancellation).Cells.ToArray(), read.Cells.ToArray());
    }
}
