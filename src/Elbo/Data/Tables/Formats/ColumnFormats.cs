using System.Globalization;

namespace Elbo.Data.Tables;

/// <summary>Finds columns whose cells are amounts, dates, times or durations, and reads them as plain numbers.</summary>
internal static class ColumnFormats
{
    /// <summary>Few different cells are names, whatever they look like.</summary>
    private const int MostNames = 8;

    /// <summary>The table with plain numbers in such columns; the cells as they are written are kept.</summary>
    /// <param name="raw">The table.</param>
    /// <param name="options">How text is read.</param>
    /// <param name="kinds">Kinds that were asked for: names stay texts.</param>
    /// <param name="known">The columns of a run, whose formats are known; null for another table.</param>
    public static RawTable Apply(
        RawTable raw, DataOptions options, IReadOnlyDictionary<string, ColumnKind>? kinds, IReadOnlyList<Column>? known)
    {
        Dictionary<string, CellFormat> formats = new(StringComparer.Ordinal);
        foreach (var (place, name) in raw.Names.Index())
            if ((known is null ? Find(raw, place, options, kinds?.GetValueOrDefault(name)) : known.FirstOrDefault(column => column.Name == name)?.Format)
                is { } format)
                formats[name] = format;
        if (formats.Count == 0)
            return raw;
        CellFormat?[] byPlace = [.. raw.Names.Select(name => formats.GetValueOrDefault(name))];
        var rows = new string[raw.Rows.Count][];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = (string[])raw.Rows[row].Clone();
            for (var place = 0; place < byPlace.Length; place++)
                if (byPlace[place] is { } format && format.TryRead(rows[row][place], out var number))
                    rows[row][place] = raw.Words.Written(number.ToString("R", CultureInfo.InvariantCulture));
        }
        return raw with { Rows = rows, Written = raw.Rows, Formats = formats };
    }

    private static CellFormat? Find(RawTable raw, int place, DataOptions options, ColumnKind? kind)
    {
        if (kind is ColumnKind.Binary or ColumnKind.Categorical or ColumnKind.Skip || raw.ReasonToSkip(raw.Names[place]) is not null)
            return null;
        var first = raw.Rows.Select(row => row[place]).FirstOrDefault(cell => !raw.Words.IsMissingNumber(cell));
        // Numbers and words are most columns: they are seen by their first cell.
        if (first is null || !first.Any(char.IsAsciiDigit)
            || raw.Words.TryNumber(first, out _) && !raw.Rows.Take(1000).Any(row => IsWritten(row[place], raw.Words)))
            return null;
        string[] cells = [.. raw.Rows.Select(row => row[place]).Where(cell => !raw.Words.IsMissingNumber(cell))];
        if (cells.Distinct(StringComparer.Ordinal).Take(MostNames + 1).Count() <= MostNames)
            return null;
        return (CellFormat?)DateFormat.Find(cells, options.DayFirst) ?? (CellFormat?)TimeFormat.Find(cells) ?? (CellFormat?)DurationFormat.Find(cells)
            ?? AmountFormat.Find(cells);
    }

    private static bool IsWritten(string cell, CellWords words) => !words.IsMissingNumber(cell) && !words.TryNumber(cell, out _);
}
