using Elbo.Data.Tables;
using Elbo.Files;
using Parquet;
using Parquet.Schema;

namespace Elbo.Fuzz.Targets;

/// <summary>Tables: separated values and Parquet.</summary>
internal static class TableTargets
{
    private static readonly byte[][] Texts = Bytes.Of(
        "height,price,smoker,colour\n1.75,3.20,yes,red\n1.62,,no,green\n1.80,4.1,yes,\"blue, dark\"\n",
        "a;b\r\n1;x\r\n2;y\r\n", "\uFEFFa\tb\n1\t\"two\nlines \"\"quoted\"\"\"\n3\tNA\n",
        "# x y\n1 2.5\n3 4.5\n", "sep=;\n;a;b;\n0;1,5;x;\n1;2,5;y;\n", "'a','b'\n'1','x'\n'2','y'\n", "{\"a\":1.5,\"b\":\"x\"}\n{\"b\":null,\"a\":2.5}\n",
        "[{\"a\":1.5,\"b\":\"x\"},{\"a\":2.5}]");

    private static readonly byte[][] Tokens = Bytes.Of(",", ";", "\t", "|", "\"", "\"\"", "\n", "\r\n", "\r", "NA", "nan", "1e309", "1e300",
        "9007199254740993", "007", "-9999", "-1", "0x10", "\uFEFF", "\0", "\u001B[31m", "é", "\U0001F600", "#", "'", " ", "{", "[", "sep=", "inf", "None");

    private static readonly byte[] Parquet = Bytes.Written(stream => ParquetFile.Write(stream,
        [new("height", (double[])[1.75, 1.62, 1.80]), new("colour", (string[])["red", "green", "red"]), new("count", (int[])[1, 2, 3]),
            new("smoker", (bool[])[true, false, true])]));

    /// <summary>Columns that are skipped, with one that is read: dates, UUIDs and bytes.</summary>
    private static readonly byte[] OtherTypes = Bytes.Written(stream => WriteOtherTypes(stream).GetAwaiter().GetResult());

    /// <summary>Half-precision floats, written by hand.</summary>
    private static readonly byte[] Halves = Convert.FromBase64String(
        "UEFSMRUAFRAVECwVCBUAFQYVBgAAADgAwBNO/3sVAhksSAZzY2hlbWEVAgAVDhUEFQAYAWhs/AAAABYIGRwZHCYIHBUOGRUAGRgBaBUAFggWMhYyJggAABYyFggAAEEAAABQQVIx");

    public static IEnumerable<FuzzTarget> All(Scratch scratch) =>
    [
        new("CSV", Texts, file => ReadCsv(scratch.Write("f.csv", file))) { Tokens = Tokens },
        // Each page may have 16 MiB, one after the other.
        new("Parquet", [Parquet, OtherTypes, Halves], ReadParquet)
        {
            Tokens = Bytes.Of("PAR1", "schema", "height"),
            FixedBytes = 512L << 20,
            BytesPerByte = 4096,
        },
    ];

    private static async Task WriteOtherTypes(Stream stream)
    {
        DataField<double> x = new("x");
        DataField<DateTime> day = new("day");
        DataField<Guid> id = new("id");
        DataField<byte[]> bytes = new("bytes");
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(x, day, id, bytes), stream);
        using var group = writer.CreateRowGroup();
        double[] numbers = [1.5, 2.5];
        await group.WriteAsync<double>(x, numbers);
        await group.WriteAsync<DateTime>(day, new DateTime[] { new(2026, 1, 1), new(2026, 1, 2) });
        await group.WriteAsync<Guid>(id, new[] { Guid.Empty, Guid.AllBitsSet });
        await group.WriteAsync(bytes, [[1], [2]]);
    }

    private static void ReadCsv(string path)
    {
        var inspection = TableFile.Inspect(path);
        if (inspection is not null)
            TableFile.Text(TableFile.Read(path));
    }

    private static void ReadParquet(byte[] file)
    {
        using var stream = new MemoryStream(file);
        ParquetTable.Read(stream, "f.parquet");
    }
}
