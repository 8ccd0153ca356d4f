namespace Elbo.Data.Tables;

/// <summary>Finds columns whose cells are amounts, dates, times or durations, and reads them as plain numbers; dates as several columns.</summary>
internal static class ColumnFormats
{
    /// <summary>Few different cells are names, whatever they look like.</summary>
    private const int MostNames = 8;

    /// <summary>The table with plain numbers in such columns; the cells as they are written are kept.</summary>
    /// <param name="raw">The table.</param>
    /// <param name="options">How text is read.</param>
    /// <param name="kinds">Kinds that were asked for: names stay texts, and dates are one number.</param>
    /// <param name="known">The columns of a run, whose formats are known; null for another table.</param>
    public static RawTable Apply(
        RawTable raw, DataOptions options, IReadOnlyDictionary<string, ColumnKind>? kinds, IReadOnlyList<Column>? known)
    {
        var found = known is null ? FindAll(raw, options, kinds) : [];
        var read = raw.Names.Index().SelectMany(column => Read(column.Index)).ToArray();
        if (read.All(column => column.Format is null))
            return raw;
        var (rows, written) = (new string[raw.Rows.Count][], new string[raw.Rows.Count][]);
        for (var row = 0; row < rows.Length; row++)
        {
            var cells = raw.Rows[row];
            written[row] = read.Length == cells.Length ? cells : Array.ConvertAll(read, column => cells[column.From]);
            rows[row] = Array.ConvertAll(read, column => column.Format?.Plain(cells[column.From], raw.Words) ?? cells[column.From]);
        }
        return raw with
        {
            Names = [.. read.Select(column => column.Name)],
            Rows = rows,
            Written = written,
            Formats = read.Where(column => column.Format is not null).ToDictionary(column => column.Name, column => column.Format!, StringComparer.Ordinal),
        };

        // What is read from a column of the file: one column, or the parts of a date.
        IEnumerable<(int From, string Name, CellFormat? Format)> Read(int place)
        {
            var name = raw.Names[place];
            (string Name, CellFormat? Format)[] columns = known is not null
                ? [.. known.Where(column => column.Source == name).Select(column => (column.Name, column.Format))]
                : [.. found[place].Select(column => (column.Name, (CellFormat?)column.Format))];
            return columns.Any(column => column.Name == name) || known is not null && columns.Length > 0
                ? columns.Select(column => (place, column.Name, column.Format))
                : known?.Any(column => column.Name == name) == true ? [] // another column is read under that name
                : [(place, name, null)];
        }
    }

    private static IReadOnlyList<(string Name, CellFormat Format)>[] FindAll(
        RawTable raw, DataOptions options, IReadOnlyDictionary<string, ColumnKind>? kinds)
    {
        IReadOnlyList<(string Name, CellFormat Format)>[] found = [.. raw.Names.Select((_, place) => Find(raw, place, options, kinds))];
        AmountFormat[] telling = [.. found.SelectMany(each => each).Select(each => each.Format).OfType<AmountFormat>().Where(format => format.IsTelling)];
        if (!raw.IsText || options.DecimalMark is not null || telling.Length == 0 || !telling.All(format => format.Point == ','))
            return found;
        // Other columns have decimal commas, so 1.200 is 1200 and 1,200 is not, unless points precede decimals somewhere.
        int[] open = [.. raw.Names.Index().Select(column => column.Index).Where(IsOpen)];
        var formats = open.Select(place => AmountFormat.Find(Numbers(place), ',')).ToArray();
        if (formats.All(format => format is { Point: ',' }))
            foreach (var (place, format) in open.Zip(formats))
                found[place] = [(raw.Names[place], format!)];
        return found;

        bool IsOpen(int place) => found[place] is [] or [(_, AmountFormat { IsAmbiguous: true })] && KindOf(raw, place, kinds)?.HasNames() != true
            && raw.ReasonToSkip(raw.Names[place]) is null && Numbers(place) is { Length: > 0 } cells
            && cells.Any(cell => cell.AsSpan().ContainsAny('.', ','))
            && Array.TrueForAll(cells, cell => raw.Words.TryNumber(cell, out _) || GroupedNumber.IsOne(cell))
            && cells.Distinct(StringComparer.Ordinal).Take(MostNames + 1).Count() > MostNames;

        string[] Numbers(int place) => [.. raw.Rows.Select(row => row[place]).Where(cell => !raw.Words.IsMissingNumber(cell))];
    }

    private static ColumnKind? KindOf(RawTable raw, int place, IReadOnlyDictionary<string, ColumnKind>? kinds) =>
        kinds?.TryGetValue(raw.Names[place], out var asked) == true ? asked : null;

    private static IReadOnlyList<(string Name, CellFormat Format)> Find(
        RawTable raw, int place, DataOptions options, IReadOnlyDictionary<string, ColumnKind>? kinds)
    {
        var name = raw.Names[place];
        var kind = KindOf(raw, place, kinds);
        if (kind is ColumnKind.Binary or ColumnKind.Categorical or ColumnKind.Skip || raw.ReasonToSkip(name) is not null)
            return [];
        var first = raw.Rows.Select(row => row[place]).FirstOrDefault(cell => !raw.Words.IsMissingNumber(cell));
        // Numbers and words are most columns: they are seen by their first cell.
        if (first is null || !first.Any(char.IsAsciiDigit)
            || raw.Words.TryNumber(first, out _) && !raw.Rows.Take(1000).Any(row => IsWritten(row[place], raw.Words)))
            return [];
        string[] cells = [.. raw.Rows.Select(row => row[place]).Where(cell => !raw.Words.IsMissingNumber(cell))];
        if (cells.Distinct(StringComparer.Ordinal).Take(MostNames + 1).Count() <= MostNames)
            return [];
        if (DateFormat.Find(cells, options.DayFirst) is { } date)
            return kind is null && DateParts.Of(name, date, cells, raw.Names) is { Count: > 0 } parts ? parts : [(name, date)];
        var format = (CellFormat?)TimeFormat.Find(cells) ?? (CellFormat?)DurationFormat.Find(cells) ?? AmountFormat.Find(cells);
        return format is null ? [] : [(name, format)];
    }

    private static bool IsWritten(string cell, CellWords words) => !words.IsMissingNumber(cell) && !words.TryNumber(cell, out _);
}
