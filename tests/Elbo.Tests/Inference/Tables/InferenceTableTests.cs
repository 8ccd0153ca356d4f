using System.Text.Json;
using Elbo.Inference;
using Elbo.Tests.Data;
using Elbo.Tests.Training;

namespace Elbo.Tests.Inference.Tables;

[Collection(TorchCollection.Name)]
public sealed class InferenceTableTests : IDisposable
{
    private readonly ExportedTable table = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Dictionary<string, object?> Row => new()
    {
        ["mu"] = 171.5,
        ["price"] = 3,
        ["visits"] = 4,
        ["member"] = "yes",
        ["city"] = "Chur",
        ["gain"] = 7.5,
        ["day"] = new DateOnly(2021, 5, 6),
    };

    public void Dispose() => table.Dispose();

    [Fact]
    public void Score_CellsOfOtherTypes_AreTheSameCells()
    {
        var expected = table.Onnx.Score(Row, cancellation: Token);
        Assert.True(double.IsFinite(expected));
        Same("mu", "171.5", 171.5m, 171.5f, Json("171.5"), Json("\"171.5\""));
        Same("price", 3L, (byte)3, 3.0, "3");
        Same("member", " yes", true, Json("\"yes\""), Json("true"));
        Same("day", "2021-05-06", new DateTime(2021, 5, 6, 13, 0, 0, DateTimeKind.Local), 18753, Json("\"2021-05-06\""));
        var missing = table.Onnx.Score(With("mu", null), cancellation: Token);
        Assert.NotEqual(expected, missing);
        foreach (var other in new object[] { "", double.NaN, DBNull.Value, Json("null") })
            Assert.Equal(missing, table.Onnx.Score(With("mu", other), cancellation: Token));

        void Same(string column, params object[] cells)
        {
            foreach (var cell in cells)
                Assert.Equal((cell, expected), (cell, table.Onnx.Score(With(column, cell), cancellation: Token)));
        }

        static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
    }

    [Theory]
    [InlineData("city", "Mars", "it takes one of Bern, Chur, Genf")]
    [InlineData("price", -1, "it takes numbers above 0")]
    [InlineData("visits", 1.5, "it takes whole numbers from 0 on")]
    [InlineData("mu", "tall", "it takes finite numbers")]
    [InlineData("day", "someday", "it takes a date or time, or finite days")]
    public void Score_UnknownCell_IsAnAnomalyOrRefused(string column, object cell, string allowed)
    {
        var scores = table.Onnx.Score([Row, With(column, cell)], cancellation: Token);
        Assert.Equal((null, column), (scores.Unknown[0], scores.Unknown[1]));
        Assert.True(float.IsFinite(scores.NegElbo![0]));
        Assert.Equal(float.PositiveInfinity, scores.NegElbo[1]);
        Assert.Equal(1, scores.ColumnNats[7..].Count(float.IsPositiveInfinity));
        var error = Assert.Throws<ArgumentException>(() => table.Onnx.Score([Row, With(column, cell)], UnknownCells.Error, Token));
        Assert.Contains($"Row 2, column '{column}' holds '{cell}'; {allowed}", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => table.Onnx.Encode([With(column, cell)], cancellation: Token));
        Assert.Null(table.Onnx.Impute([With(column, cell)], 5, unknown: UnknownCells.Anomaly, cancellation: Token)[0][column]);
    }

    [Fact]
    public void Score_NameThatHasNoneOfItsOwn_IsTheOther()
    {
        using var other = new ExportedTable(hasOther: true);
        var scores = other.Onnx.Score([With("city", "Genf"), With("city", "Mars"), With("city", null)], cancellation: Token);
        Assert.Equal([null, null, null], scores.Unknown);
        Assert.Equal(scores.NegElbo![0], scores.NegElbo[1], 1e-4f);
        Assert.NotEqual(scores.NegElbo[0], scores.NegElbo[2], 1e-3f);
    }

    [Fact]
    public void Score_DateLearnedInParts_IsGivenWholeOrInParts()
    {
        using var dates = new ExportedTable(hasTimes: true);
        Assert.Equal(["weeks", null, "time-of-day"], dates.Onnx.Columns.Skip(6).Select(column => column.Unit));
        var parts = With("day", 2696); // Monday, 30 August 2021
        (parts["day.weekday"], parts["day.time"]) = ("Saturday", new TimeOnly(14, 5));
        var date = new DateTime(2021, 9, 4, 14, 5, 0, DateTimeKind.Utc);
        var expected = dates.Onnx.Score(parts, cancellation: Token);
        foreach (var whole in new object[] { date, "2021-09-04 14:05", new DateTimeOffset(date).ToOffset(TimeSpan.FromHours(9)) })
            Assert.Equal((whole, expected), (whole, dates.Onnx.Score(With("day", whole), cancellation: Token)));
        Assert.NotEqual(expected, dates.Onnx.Score(With("day", date.AddDays(-1)), cancellation: Token));
        Assert.NotEqual(expected, dates.Onnx.Score(With("day", date.AddHours(-9)), cancellation: Token));
        Assert.Equal(date, dates.Onnx.Impute([With("day", date)], cancellation: Token)[0]["day"]);
        var filled = dates.Onnx.Impute([With("day", null)], cancellation: Token)[0];
        Assert.InRange(Assert.IsType<DateTime>(filled["day"]), new(2020, 1, 1), new(2022, 6, 26));
        Assert.Equal(Row.Keys, filled.Keys);
        Assert.All(dates.Onnx.Synthesize(50, complete: true, cancellation: Token), row => Assert.IsType<DateTime>(row["day"]));
    }

    [Fact]
    public void Score_RowWithoutAColumn_NamesIt()
    {
        var row = Row;
        row.Remove("city");
        Assert.Contains("Row 1 has no 'city'; the model's columns are mu, price, visits, member, city, gain, day. Give each, null where",
            Assert.Throws<ArgumentException>(() => table.Onnx.Score(row, cancellation: Token)).Message, StringComparison.Ordinal);
        Assert.Empty(table.Onnx.Score([], cancellation: Token).Distortion);
    }

    [Fact]
    public void Synthesize_Rows_DependOnSeedAndNumber()
    {
        var rows = table.Onnx.Synthesize(90, seed: 3, cancellation: Token);
        Assert.Equal(rows.Skip(50).Select(Text), table.Onnx.Synthesize(40, seed: 3, first: 50, cancellation: Token).Select(Text));
        Assert.NotEqual(Text(rows[0]), Text(table.Onnx.Synthesize(1, seed: 4, cancellation: Token)[0]));
        Assert.Contains(rows, row => row.Values.Contains(null));
        var complete = table.Onnx.Synthesize(90, seed: 3, complete: true, cancellation: Token);
        Assert.DoesNotContain(complete, row => row.Values.Contains(null));
        // The model's own rows have no unknown cell.
        Assert.All(table.Onnx.Score(complete, UnknownCells.Error, Token).NegElbo!, nats => Assert.True(float.IsFinite(nats)));
        Assert.IsType<DateOnly>(complete[0]["day"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Onnx.Synthesize(-1, cancellation: Token));

        static string Text(IReadOnlyDictionary<string, object?> row) => string.Join('|', row.Values);
    }

    [Fact]
    public void Impute_CompleteRow_StaysAsItIs()
    {
        var filled = table.Onnx.Impute([Row, With("city", null)], cancellation: Token);
        Assert.Equal([171.5, 3.0, 4.0, "yes", "Chur", 7.5, new DateOnly(2021, 5, 6)], filled[0].Values);
        Assert.Contains(filled[1]["city"], table.Onnx.Columns[4].Values);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Onnx.Impute([Row], 0, cancellation: Token));
    }

    [Fact]
    public void Open_FolderOfTheOtherSort_SaysWhatOpensIt()
    {
        using var vae = InferenceVae.Open(table.Folder);
        Assert.Contains("is the model of a table, not of images. Open its folder with InferenceTable",
            Assert.Throws<InferenceException>(() => vae.Score([], Token)).Message, StringComparison.Ordinal);
        using var images = new ExportedVae(ExportedVae.Fresh(new() { Hidden = [8], DecoderHidden = [8], Latents = 2 }, Elbo.Data.Binarization.Threshold));
        using var wrong = InferenceTable.Open(images.Folder);
        Assert.Contains("is not the model of a table", Assert.Throws<InferenceException>(() => wrong.Columns).Message, StringComparison.Ordinal);
        using var folder = new TempFolder();
        Assert.Contains("holds none of vae.onnx", Assert.Throws<InferenceException>(() => InferenceTable.Open(folder.Path)).Message, StringComparison.Ordinal);
        table.Onnx.WarmUp();
    }

    private static Dictionary<string, object?> With(string column, object? cell) => new(Row) { [column] = cell };
}
