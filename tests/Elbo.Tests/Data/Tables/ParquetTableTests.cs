using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Elbo.Data.Tables;
using Elbo.Files;
using Elbo.Files.Parquet;
using Parquet;
using Parquet.Schema;

namespace Elbo.Tests.Data.Tables;

public sealed class ParquetTableTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("elbo-parquet-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Write(params TableColumn[] columns)
    {
        var path = Path.Combine(folder, "table.parquet");
        using var stream = File.Create(path);
        ParquetFile.Write(stream, columns);
        return path;
    }

    [Fact]
    public void Read_EveryTypeThatIsWritten_GivesTheCellsOfTheSameCsv()
    {
        TableColumn[] columns =
        [
            new("city", (string[])["Oslo", "Rome", "Oslo", ""]), new("visits", (int[])[3, 12, 0, 7]), new("age", (float[])[30.5f, 41, -1, 0.1f]),
            new("income", (double[])[1e5, 2.25, 3, double.NaN]), new("member", (bool[])[true, false, true, true]),
        ];
        var csv = Path.Combine(folder, "table.csv");
        using (var stream = File.Create(csv))
            CsvWriter.Write(stream, columns);
        var kinds = new Dictionary<string, ColumnKind>
        {
            ["city"] = ColumnKind.Categorical,
            ["visits"] = ColumnKind.Count,
            ["age"] = ColumnKind.Real,
            ["income"] = ColumnKind.Real,
            ["member"] = ColumnKind.Binary,
        };
        var (ours, theirs) = (TableFile.Read(Write(columns), kinds), TableFile.Read(csv, kinds));
        Assert.Equal(TableFile.Text(theirs), TableFile.Text(ours));
        Assert.Equal(theirs.Fingerprint(), ours.Fingerprint());
        Assert.True(double.IsNaN(ours[3, 0]) && double.IsNaN(ours[3, 3]));
    }

    [Fact]
    public void Read_CellThatItsColumnDoesNotAllow_NamesTheRow()
    {
        var path = Write(new TableColumn("visits", (int[])[3, -1]));
        var error = Assert.Throws<DataException>(() => TableFile.Read(path, new Dictionary<string, ColumnKind> { ["visits"] = ColumnKind.Count }));
        Assert.Contains("row 2, column visits holds '-1'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(60)]
    public void Read_CutOffFile_NamesIt(int length)
    {
        var path = Write(new TableColumn("visits", (int[])[3, 1]));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);
        Assert.Contains("table.parquet", Assert.Throws<DataException>(() => TableFile.Read(path)).Message, StringComparison.Ordinal);
    }

    /// <summary>A footer that ends early: Parquet.Net reads on without end.</summary>
    [Fact]
    public void Read_FooterCutShort_IsRefusedAtOnce()
    {
        var path = Write(new("visits", (int[])[3, 1]), new("city", (string[])["Oslo", "Rome"]));
        var whole = File.ReadAllBytes(path);
        var length = BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(whole.Length - 8));
        for (var cut = 1; cut <= length; cut++)
        {
            byte[] file = [.. whole[..(whole.Length - 8 - cut)], .. BitConverter.GetBytes(length - cut), .. "PAR1"u8];
            File.WriteAllBytes(path, file);
            Assert.Contains("cannot be read as Parquet", Assert.Throws<DataException>(() => TableFile.Read(path)).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Found by fuzzing: after an unknown structure Parquet.Net loses its place and reads a row group without end.</summary>
    [Fact]
    public void Read_FooterWithAnUnknownStructure_IsRefusedAtOnce()
    {
        var path = Path.Combine(folder, "found.parquet");
        var footer = Convert.FromBase64String(
            "ARaMASayATwYA3JlZBgFZ3JlZW4WAChQQVIzA3JlZBgFZ3JlZW4AAAAmvgIcFQIZJQAGGRgFYxUCFQYsFQYVABUGFQYcNgAAAAABAAUVAhlcSA"
            + "Ryb290b3VudBUCFgYWchZ2Jr4CPBgEA3NjaGVtYQAAABgEc2NoZW1hKAQDAAAMDAAYBAEAAAAAAAAmtAMcFQAZJQAGGRgGc21va2VyFQIWBhYs"
            + "Fi0tMWUzMDgmtAM8NgAAAAAW0AMWBjbcAwAoSlBhcnF1ZXQuTmV0IHZlcnNjaGVtYS4xLjAgKGJ1aWxkIGMxNzlkOTdiZDI1NDI1NWI1ZjQ0YT"
            + "kwMjQxZTcyOWY4NjlkNDk0N2VlNTkpAA==");
        File.WriteAllBytes(path, [.. "PAR1"u8, .. footer, .. BitConverter.GetBytes(footer.Length), .. "PAR1"u8]);
        Assert.Contains(
            "a structure that the reader does not know", Assert.Throws<DataException>(() => TableFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Brotli)]
    [InlineData(CompressionMethod.Zstd)]
    public async Task Read_EachCompression_GivesTheCells(CompressionMethod method)
    {
        var path = Path.Combine(folder, "packed.parquet");
        double?[] values = [.. Enumerable.Range(0, 5000).Select(i => i % 7 == 0 ? (double?)null : i % 50)];
        var field = new DataField<double?>("value");
        await using (var stream = File.Create(path))
        await using (var writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(field), stream, new() { CompressionMethod = method }, cancellationToken: TestContext.Current.CancellationToken))
        using (var group = writer.CreateRowGroup())
            await group.WriteAsync<double>(field, values.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
        using var file = File.OpenRead(path);
        Assert.Equal(values.Select(value => value?.ToString(CultureInfo.InvariantCulture) ?? ""), ParquetTable.Read(file, path).Rows.Select(row => row[0]));
    }

    [Fact]
    public async Task Read_ColumnsOfOtherTypes_AreSkippedWithTheirReason()
    {
        var path = Path.Combine(folder, "types.parquet");
        var stop = TestContext.Current.CancellationToken;
        DataField<double> x = new("x");
        DataField<DateTime> day = new("day");
        DataField<Guid> id = new("id");
        DataField<byte[]> bytes = new("bytes");
        DataField<int> items = new("element");
        await using (var stream = File.Create(path))
        await using (var writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(x, day, id, bytes, new ListField("list", items)), stream, cancellationToken: stop))
        using (var group = writer.CreateRowGroup())
        {
            double[] numbers = [1.5, 2.5];
            int[] values = [3, 4], definitions = [2, 2], repetitions = [0, 0];
            await group.WriteAsync<double>(x, numbers, cancellationToken: stop);
            await group.WriteAsync<DateTime>(day, new DateTime[] { new(2026, 1, 1), new(2026, 1, 2) }, cancellationToken: stop);
            await group.WriteAsync<Guid>(id, new[] { Guid.Empty, Guid.AllBitsSet }, cancellationToken: stop);
            await group.WriteAsync(bytes, [[1], [2]]);
            await group.WriteAllPartsAsync<int>(items, values, definitions, repetitions, stop);
        }
        var inspection = TableFile.Inspect(path);
        Assert.Equal(
            [
                ("x", ColumnKind.Binary, "two numbers"), ("day", ColumnKind.Skip, "dates of 96 bits, which are not read; write them as timestamps"),
                ("id", ColumnKind.Binary, "two texts"),
                ("bytes", ColumnKind.Skip, "binary data, which is not read"), ("list", ColumnKind.Skip, "nested; a table has one value in a cell"),
            ],
            inspection.Columns.Select(column => (column.Column.Name, column.Column.Kind, column.Reason)));
        var error = Assert.Throws<DataException>(() => TableFile.Read(path, new Dictionary<string, ColumnKind> { ["day"] = ColumnKind.Real }));
        Assert.Contains("column day holds dates of 96 bits, which are not read", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<DataException>(() => TableFile.Read(path, [new("day", ColumnKind.Real, [])], null));
        Assert.Contains("but it is needed", error.Message, StringComparison.Ordinal);
        // What is not read is not written either.
        Assert.StartsWith("x,id\n1.5,", FilledFile.Text(path, new Table([new("x", ColumnKind.Real, [])], [1.5, 2.5]), null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DateTimeFormat.Date, "2024-01-31")]
    [InlineData(DateTimeFormat.DateAndTime, "2024-01-31 13:05:09")]
    [InlineData(DateTimeFormat.DateAndTimeMicros, "2024-01-31 13:05:09")]
    [InlineData(DateTimeFormat.Timestamp, "2024-01-31 13:05:09")]
    public async Task Read_DatesAndTimestamps_AreTexts(DateTimeFormat format, string expected)
    {
        var path = Path.Combine(folder, $"{format}.parquet");
        var stop = TestContext.Current.CancellationToken;
        var day = new DateTimeDataField("day", format, isNullable: true);
        await using (var stream = File.Create(path))
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(day), stream, cancellationToken: stop))
        using (var group = writer.CreateRowGroup())
            await group.WriteAsync<DateTime>(
                day, new DateTime?[] { new(2024, 1, 31, 13, 5, 9, DateTimeKind.Utc), null }.AsMemory(), cancellationToken: stop);
        Assert.Equal([expected, ""], RawTable.Read(path, null).Rows.Select(row => row[0]));
    }

    /// <summary>Written by hand: 0.5, −2, 24.3 and 65,504 as half-precision floats.</summary>
    [Fact]
    public void Read_HalfFloats_AreNumbers()
    {
        var file = Convert.FromBase64String(
            "UEFSMRUAFRAVECwVCBUAFQYVBgAAADgAwBNO/3sVAhksSAZzY2hlbWEVAgAVDhUEFQAYAWhs/AAAABYIGRwZHCYIHBUOGRUAGRgBaBUAFggWMhYyJggAABYyFggAAEEAAABQQVIx");
        Assert.Equal(["0.5", "-2", "24.296875", "65504"], ParquetTable.Read(new MemoryStream(file), "half.parquet").Rows.Select(row => row[0]));
    }

    /// <summary>Found by fuzzing: the library allocates what Snappy's data declares.</summary>
    [Fact]
    public void Read_PageThatDeclaresTwoGigabytes_IsRefusedAtOnce()
    {
        var path = Write(new TableColumn("visits", (int[])[3, 1]));
        var file = File.ReadAllBytes(path);
        using (var stream = new MemoryStream(file))
        {
            stream.Position = 4;
            new ThriftCheck(stream, file.Length).Walk("PageHeader");
            Convert.FromHexString("FFFFFFFF07").CopyTo(file, (int)stream.Position);
        }
        File.WriteAllBytes(path, file);
        Assert.Contains(
            "a page of 2147483647 bytes is more than the file can hold",
            Assert.Throws<DataException>(() => TableFile.Read(path)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Found by fuzzing: the library allocates as many values as a page's header declares.</summary>
    [Fact]
    public void Read_PageOfMoreValuesThanRows_IsRefusedAtOnce()
    {
        var path = Write(new TableColumn("visits", Enumerable.Range(0, 100).ToArray()));
        var file = File.ReadAllBytes(path);
        // The header of the data page: field 5, a structure, whose field 1 is the number 100 in two bytes; 8,191 has two as well.
        var at = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x2C, 0x15, 0xC8, 0x01]);
        Assert.True(at > 0);
        new byte[] { 0xFE, 0x7F }.CopyTo(file, at + 2);
        File.WriteAllBytes(path, file);
        Assert.Contains(
            "a page of 8191 values is more than its column can hold",
            Assert.Throws<DataException>(() => TableFile.Read(path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PARE", "it is encrypted")]
    [InlineData("PAR2", "it does not end as a Parquet file does")]
    public void Read_OtherEnd_SaysWhichItIs(string end, string expected)
    {
        var path = Write(new TableColumn("visits", (int[])[3, 1]));
        File.WriteAllBytes(path, [.. File.ReadAllBytes(path)[..^4], .. Encoding.ASCII.GetBytes(end)]);
        Assert.Contains(expected, Assert.Throws<DataException>(() => TableFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ColumnsOfOtherLengths_SaysSo() => Assert.Contains(
        "have 2, 1 values",
        Assert.Throws<ArgumentException>(() => ParquetFile.Write(new MemoryStream(), [new("a", (int[])[1, 2]), new("b", (int[])[1])])).Message,
        StringComparison.Ordinal);
}
