using Elbo.Data.Tables;
using Elbo.Data.Tables.Plain;

namespace Elbo.Fuzz.Targets;

/// <summary>Rows for a model that is known, read from plain files in blocks: what comes out is what the reader of any file gives.</summary>
internal static class PlainTargets
{
    private static readonly TableEncoding Encoding = TableEncoding.Of(new(
        [
            new("size", ColumnKind.Real, []), new("price", ColumnKind.Positive, []), new("visits", ColumnKind.Count, []),
            new("city", ColumnKind.Categorical, ["Bern", "Genf", "a, b", "say \"hi\"", "1"]),
            new("member", ColumnKind.Binary, ["no", "yes"]),
            new("day", ColumnKind.Real, []) { Format = new DateFormat("dd.MM.yyyy") },
        ],
        [1, 2, 3, 0, 0, 5, 2, 3, 4, 1, 1, 6]));

    private static readonly byte[][] Texts = Bytes.Of(
        "size,price,visits,city,member,day\n1.75,3.20,4,Bern,yes,31.12.2020\n-1.6e2,,0,\"a, b\",no,\n0.5,7,12,\"say \"\"hi\"\"\",NA,01.02.2021\n",
        "key;size;price;visits;city;member;day\r\nx1;1,5;2,25;3;Genf;no;5.6.2022\r\nx2;1.234,5;2;1;1;yes;\r\n",
        "day\tmember\tcity\tvisits\tprice\tsize\n01.01.2020\tyes\tMars\t-1\tfree\t007\n02.01.2020\tno\tBern\t1\t1\t1\n",
        "size|price|visits|city|member|day|extra\n1|2|3|Bern|yes|01.01.2020|\"quoted\"\n?|2|3|?|yes|?|\n");

    private static readonly byte[][] Tokens = Bytes.Of(",", ";", "\t", "|", "\"", "\"\"", "\n", "\r\n", "\r", "NA", "nan", "?", "1e309", "1e-320", "1.234,5",
        "1,5", "9007199254740993", "007", "-0", "+1", ".5", "5.", "0x10", "\uFEFF", "\0", "é", "#", " ", "sep=", "inf", "Bern", "Bern ", "yes", "31.12.2020");

    public static IEnumerable<FuzzTarget> All(Scratch scratch) =>
        [new("plain rows", Texts, file => Compare(scratch.Write("p.csv", file))) { Tokens = Tokens, FixedBytes = 64L << 20 }];

    private static void Compare(string path)
    {
        var plain = Result(() => PlainTableSet.TryRead(path, Encoding, null, UnknownCells.Anomaly));
        if (plain is (null, null))
            throw new DataException("The file is not plain, so the reader of any file gets it.");
        var any = Result(() => TableFile.ReadAny(path, Encoding, null, UnknownCells.Anomaly));
        if (plain.Fault != any.Fault)
            throw new InvalidOperationException($"plain: {plain.Fault ?? "read"}; any: {any.Fault ?? "read"}");
        if (plain.Rows is not { } rows || any.Rows is not { } others)
            throw new DataException(plain.Fault!);
        if (!rows.Table.Cells.ToArray().AsSpan().SequenceEqual(others.Table.Cells.ToArray()))
            throw new InvalidOperationException("The cells differ.");
        if (!rows.Unknown.SequenceEqual(others.Unknown))
            throw new InvalidOperationException("The unknown cells differ.");
        if (!rows.Notes.SequenceEqual(others.Notes))
            throw new InvalidOperationException("The notes differ.");
        if (rows.Ids?.Column != others.Ids?.Column || rows.Ids is not null && !rows.Ids.Values.SequenceEqual(others.Ids!.Values))
            throw new InvalidOperationException("The names of rows differ.");
    }

    private static (TableSet? Rows, string? Fault) Result(Func<TableSet?> read)
    {
        try
        {
            return (read(), null);
        }
        catch (ElboException e)
        {
            return (null, e.Message);
        }
    }
}
