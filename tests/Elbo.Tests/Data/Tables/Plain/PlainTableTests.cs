using System.Globalization;
using System.IO.Compression;
using System.Text;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Data.Tables.Plain;

namespace Elbo.Tests.Data.Tables.Plain;

/// <summary>Plain files are read as <see cref="TextTable"/> reads them, or left to it.</summary>
public sealed class PlainTableTests : IDisposable
{
    private static readonly TableEncoding Encoding = TableEncoding.Of(new(
        [
            new("size", ColumnKind.Real, []), new("price", ColumnKind.Positive, []), new("visits", ColumnKind.Count, []),
            new("city", ColumnKind.Categorical, ["Bern", "Genf", "a, b", "say \"hi\"", "1"]),
            new("day", ColumnKind.Real, []) { Format = new DateFormat("dd.MM.yyyy") },
        ],
        [1, 2, 3, 0, 5, 2, 3, 4, 1, 6]));

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, "\n", ',')]
    [InlineData(2, "\r\n", ';')]
    [InlineData(3, "\n", '\t')]
    [InlineData(4, "\r\n", '|')]
    public void TryRead_AnyPlainFile_GivesWhatTextTableGives(int seed, string end, char separator)
    {
        var path = Write(Random(seed, rows: 9000, end, separator));
        Assert.True(new FileInfo(path).Length > 1 << 18, "several blocks are needed");
        var plain = PlainTableSet.TryRead(path, Encoding, null, UnknownCells.Anomaly)!;
        var any = TableFile.ReadAny(path, Encoding, null, UnknownCells.Anomaly);
        Assert.Equal(any.Table.Cells.ToArray(), plain.Table.Cells.ToArray());
        Assert.Equal(any.Unknown, plain.Unknown);
        Assert.Equal(any.Notes, plain.Notes);
        Assert.Equal((any.Ids!.Column, "key"), (plain.Ids!.Column, any.Ids.Column));
        Assert.Equal(any.Ids.Values, plain.Ids.Values);
        Assert.NotEmpty(plain.Unknown);
        Assert.NotEmpty(plain.Notes);
        // The first refused cell is the same too.
        Assert.Equal(
            Assert.Throws<DataException>(() => TableFile.ReadAny(path, Encoding, null, UnknownCells.Error)).Message,
            Assert.Throws<DataException>(() => PlainTableSet.TryRead(path, Encoding, null, UnknownCells.Error)).Message);
    }

    [Theory]
    [InlineData("# made by hand\nsize,price,visits,city,day\n1,1,1,Bern,\n")]
    [InlineData("size,price,visits,city,day\n1,1,1,Bern,\n\n1,1,1,Bern,\n")]
    [InlineData("size,price,visits,city,day\n1,1,1,Bern,\n# 1\n")]
    [InlineData("size,price,visits,city,day\n1,1,1,Bern,,\n1,1,1,Bern,,\n")]
    [InlineData("size,price,visits,city,day\n1,1,1,\"Be\nrn\",\n")]
    [InlineData("size,price,visits,city,day\n1,1,1,\"Bern\" x,\n")]
    [InlineData("size price visits city day\n1 1 1 Bern 01.01.2020\n")]
    [InlineData("size,price,visits,city,day\n1,1,1,Be\0rn,\n")]
    [InlineData("size,price,visits,city\n1,1,1,Bern\n")]
    [InlineData("size,price,visits,city,day\r1,1,1,Bern,\r")]
    [InlineData("sep=,\nsize,price,visits,city,day\n1,1,1,Bern,\n")]
    [InlineData("size,price,visits,city,day,\n1,1,1,Bern,,\n")]
    [InlineData("size,price,visits,city,day\n")]
    [InlineData("[{\"size\": 1}]")]
    public void TryRead_OtherFiles_AreLeftToTextTable(string text) =>
        Assert.Null(PlainTableSet.TryRead(Write(text), Encoding, null, UnknownCells.Anomaly));

    [Fact]
    public void TryRead_OtherEncodings_AreLeftToTextTable()
    {
        const string Text = "size,price,visits,city,day\n1,1,1,Genève,\n";
        foreach (var encoding in new[] { System.Text.Encoding.Latin1, System.Text.Encoding.Unicode })
            Assert.Null(PlainTableSet.TryRead(folder.Write("other.csv", encoding.GetBytes(Text)), Encoding, null, UnknownCells.Anomaly));
        var marked = folder.Write("marked.csv", [.. System.Text.Encoding.UTF8.Preamble, .. System.Text.Encoding.UTF8.GetBytes(Text)]);
        Assert.Equal("Genève", Assert.Single(PlainTableSet.TryRead(marked, Encoding, null, UnknownCells.Anomaly)!.Unknown).Text);
        Assert.Null(PlainTableSet.TryRead(Write(Text), Encoding, new() { Header = false }, UnknownCells.Anomaly));
    }

    [Fact]
    public void TryRead_NumbersOfOptions_AreReadByThem()
    {
        var options = new DataOptions { DecimalMark = ',', Missing = ["-9"] };
        var path = Write("size;price;visits;city;day\n1.000,5;2,5;-9;Bern;\n-9;1;2;;\n");
        Assert.Equal(
            [1000.5, 2.5, double.NaN, 0, double.NaN, double.NaN, 1, 2, double.NaN, double.NaN],
            PlainTableSet.TryRead(path, Encoding, options, UnknownCells.Error)!.Table.Cells.ToArray());
    }

    [Fact]
    public void TryRead_Gzip_IsUnpacked()
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write("size,price,visits,city,day\n1,1,1,Bern,\n\n"u8);
        Assert.Equal(1, PlainTableSet.TryRead(folder.Write("rows.csv.gz", bytes.ToArray()), Encoding, null, UnknownCells.Error)!.Count);
    }

    [Fact]
    public void TryRead_ColumnWithoutName_NamesTheRows()
    {
        var rows = PlainTableSet.TryRead(Write(",size,price,visits,city,day\na,1,1,1,Bern,\nb,1,1,1,Bern,\n"), Encoding, null, UnknownCells.Error)!;
        Assert.Equal(("index", 2), (rows.Ids!.Column, rows.Ids.Values.Count));
        Assert.Equal(["a", "b"], rows.Ids.Values);
    }

    [Fact]
    public void ReadRows_Skip_LeavesTheSameRowsOut()
    {
        var path = Write("size,price,visits,city,day\n1,1,1,Bern,\n2,-1,1,Bern,\n3,1,1,Rom,\n4,1,1,Genf,\n");
        Assert.Equal([1, 4], TableFile.ReadRows(path, Encoding, null, UnknownCells.Skip).Numbers);
    }

    private string Write(string text) => folder.Write("rows.csv", System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Cells of all sorts: numbers in many spellings, words for missing ones, quotes, spaces, unknown names, keys.</summary>
    private static string Random(int seed, int rows, string end, char separator)
    {
        var random = new Random(seed);
        string[] cities = ["Bern", "Genf", $"\"a, b\"", "\"say \"\"hi\"\"\"", "1", "1.0", " Bern ", "?", "", "N/A", "none", "\"Genf\" "];
        string[] odd = ["none", "-", "", "NA", "1e3", "+4", " 7 ", "1e400", "0x1", "1,5", "4.0", "∞", "12345678901234567890", ".5", "5.", "\"3\"", "six"];
        var text = new StringBuilder($"key{separator}note{separator}size{separator}price{separator}visits{separator}city{separator}day{end}");
        for (var row = 0; row < rows; row++)
        {
            string[] cells =
            [
                $"k{row}", $"n{random.Next(5)}", Number(1000 * random.NextDouble() - 300, random.Next(8)), Number(50 * random.NextDouble() + 0.1, 2),
                random.Next(40).ToString(CultureInfo.InvariantCulture), cities[random.Next(cities.Length)],
                new DateOnly(2020, 1, 1).AddDays(random.Next(900)).ToString("dd.MM.yyyy", CultureInfo.InvariantCulture),
            ];
            if (random.Next(30) == 0)
                cells[random.Next(2, 7)] = odd[random.Next(odd.Length)].Replace(',', separator == ',' ? '.' : ',');
            text.Append(string.Join(separator, cells)).Append(end);
        }
        return text.ToString();
    }

    private static string Number(double value, int digits) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
