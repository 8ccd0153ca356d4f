using Elbo.Analysis;
using Elbo.Analysis.Imputation;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Models;
using Elbo.Tests.Data;
using Elbo.Tests.Data.Tables;
using Elbo.Tests.Training;

namespace Elbo.Tests.Models;

[Collection(TorchCollection.Name)]
public sealed class ForeignExamplesTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Everything_RowsOfAnotherTablesStatistics_IsRefusedNamingTheColumn()
    {
        var table = MixedTable.Read(folder, 60);
        var data = TableDatasets.Of("mixed", table);
        using var vae = TableVae.Of(data);
        // The same columns, encoded with statistics of other rows.
        var foreign = new TableSet(table, TableEncoding.Of(table.Select([.. Enumerable.Range(0, 30)])));
        foreach (var use in (Action<TableSet>[])[
            rows => vae.Encode(rows, Cancellation), rows => vae.Score(rows, cancellation: Cancellation), rows => vae.Evaluate(rows, cancellation: Cancellation),
            rows => vae.EstimateNll(rows, 2, cancellation: Cancellation),
            rows => vae.Reconstruct(rows, Cancellation),
            rows => Imputer.Mean(vae, rows, cancellation: Cancellation)])
        {
            use(data.Test);
            var message = Assert.Throws<OptionsException>(() => use(foreign)).Message;
            Assert.Contains("encoded with the statistics of another table: column length has mean", message, StringComparison.Ordinal);
            Assert.Contains("new TableSet(table, model.Table)", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Encode_RowsOfOtherColumns_NamesBoth()
    {
        var data = TableDatasets.Of("mixed", MixedTable.Read(folder, 60));
        using var vae = TableVae.Of(data);
        var other = TableFile.Read(
            folder.Write("other.csv", System.Text.Encoding.UTF8.GetBytes(MixedTable.Csv(60))),
            new Dictionary<string, ColumnKind> { ["price"] = ColumnKind.Real });
        var message = Assert.Throws<OptionsException>(() => vae.Encode(TableDatasets.Of("other", other).Test, Cancellation)).Message;
        Assert.Contains("The rows hold column price (real) but the model was trained on column price (positive)", message, StringComparison.Ordinal);
        var fewer = TableFile.Read(folder.File("other.csv"), new Dictionary<string, ColumnKind> { ["price"] = ColumnKind.Skip });
        Assert.Contains(
            "have 4 columns, but the model was trained on 5",
            Assert.Throws<OptionsException>(() => vae.Encode(TableDatasets.Of("fewer", fewer).Test, Cancellation)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ModelOfATable_AskedForImages_IsRefused()
    {
        var data = TableDatasets.Of("mixed", MixedTable.Read(folder, 60));
        using var vae = TableVae.Of(data);
        Assert.Contains(
            "decodes to rows, not to images. Use DecodeRows",
            Assert.Throws<OptionsException>(() => vae.Decode(new float[2], Cancellation)).Message,
            StringComparison.Ordinal);
        Assert.Contains("decodes to rows, not to images", Assert.Throws<OptionsException>(() => vae.Sample(1)).Message, StringComparison.Ordinal);
        // As wide as an encoded row: only the kind tells them apart.
        var images = new ImageSet(data.Train.Shape, new byte[data.Train.Shape.Size]);
        Assert.Contains("are images of", Assert.Throws<OptionsException>(() => vae.Encode(images, Cancellation)).Message, StringComparison.Ordinal);
        Assert.Contains("are images of", Assert.Throws<OptionsException>(() => vae.Reconstruct(images, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelOfImages_GivenRows_IsRefused()
    {
        using var vae = new TrainedVae(new Vae(Small.Model), Binarization.None);
        var rows = TableDatasets.Of("mixed", MixedTable.Read(folder, 60)).Test;
        Assert.Contains(
            "are the rows of a table, but the model was trained on images of",
            Assert.Throws<OptionsException>(() => vae.Score(rows, cancellation: Cancellation)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "decodes to images, not to rows",
            Assert.Throws<OptionsException>(() => vae.DecodeRows(new float[Small.Model.Latents], Cancellation)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ModelWithoutItsTable_IsCheckedByLikelihood()
    {
        var data = TableDatasets.Of("mixed", MixedTable.Read(folder, 60));
        using var vae = TableVae.Of(data, knowsTable: false);
        Assert.Equal(6, vae.Encode(data.Test, Cancellation).Count);
        var other = TableDatasets.Of("other", MixedTable.Read(folder, 60, holes: false));
        Assert.Contains(
            "Encode them as the run's table", Assert.Throws<OptionsException>(() => vae.Encode(other.Test, Cancellation)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "Load the run's folder", Assert.Throws<OptionsException>(() => vae.DecodeRows(new float[2], Cancellation)).Message, StringComparison.Ordinal);
    }
}
