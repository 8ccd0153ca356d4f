using System.Collections.Concurrent;
using System.Globalization;
using Elbo.Data.Tables.Plain;
using Elbo.Files;

namespace Elbo.Data.Tables;

/// <summary>Reads tables from CSV files (comma, semicolon, tab or bar) and Parquet files, and writes them as CSV.</summary>
internal static class TableFile
{
    private const int MostDecimals = 15;
    private const int MostReasons = 5;

    /// <summary>Reads a table and guesses the kinds of its columns. Empty cells, NA, N/A, NaN, null and ? are missing.</summary>
    /// <param name="path">A file with a header.</param>
    /// <param name="kinds">Kinds by column name, where the guess is not wanted.</param>
    /// <param name="options">How text is read; null for the defaults.</param>
    /// <exception cref="DataException">The file is missing or damaged, a name is unknown, or a cell is not what its column's kind allows.</exception>
    public static Table Read(string path, IReadOnlyDictionary<string, ColumnKind>? kinds = null, DataOptions? options = null)
    {
        var raw = RawTable.Read(path, options, kinds: kinds);
        var columns = Guess(raw, kinds);
        var table = Convert(raw, [.. columns.Where(column => column.Kind != ColumnKind.Skip)]);
        return new(table.Columns, table.Cells.ToArray())
        {
            File =
            [
                .. columns.Index().Where(column => column.Item.Source == column.Item.Name)
                    .Select(column => FileColumnOf(raw, column.Index, column.Item.Kind, kinds)),
            ],
        };
    }

    /// <summary>A column as new rows have it: of one that is left out, the value if all rows have the same, else the reason.</summary>
    private static FileColumn FileColumnOf(RawTable raw, int index, ColumnKind kind, IReadOnlyDictionary<string, ColumnKind>? kinds)
    {
        var name = raw.Names[index];
        if (kind != ColumnKind.Skip)
            return new(name);
        if (kinds?.ContainsKey(name) == true)
            return new(name, Reason: "skipped");
        if (raw.ReasonToSkip(name) is { } reason)
            return new(name, Reason: reason);
        string[] cells = [.. raw.Rows.Select(row => row[index])];
        return cells.Distinct(StringComparer.Ordinal).Count() == 1
            ? new(name, Constant: raw.Words.IsMissing(cells[0]) ? "" : cells[0])
            : new(name, Reason: ColumnInference.Guess(name, cells, raw.Words).Reason);
    }

    /// <summary>Reads a table with columns that are known; the file may hold more, in any order.</summary>
    /// <param name="path">A file with a header.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="options">How text is read; null for the defaults.</param>
    /// <exception cref="DataException">The file is missing or damaged, a column is missing, or a cell is not what its column allows.</exception>
    public static Table Read(string path, IReadOnlyList<Column> columns, DataOptions? options) =>
        Convert(RawTable.Read(path, options, columns), columns);

    /// <summary>Reads the rows of a file as a model expects them, with their numbers and names.</summary>
    /// <param name="path">A file with a header; it may hold more columns, in any order.</param>
    /// <param name="encoding">That of the run.</param>
    /// <param name="options">How text is read; null for the defaults.</param>
    /// <param name="unknown">How to treat rows with a cell that its column does not allow.</param>
    /// <exception cref="DataException">The file is missing or damaged, a column is missing, or a cell is not what its column allows.</exception>
    internal static TableSet ReadRows(
        string path, TableEncoding encoding, DataOptions? options = null, UnknownCells unknown = UnknownCells.Error)
    {
        var rows = PlainTableSet.TryRead(path, encoding, options, unknown) ?? ReadAny(path, encoding, options, unknown);
        if (unknown != UnknownCells.Skip || rows.Unknown.Count == 0)
            return rows;
        int[] known = [.. Enumerable.Range(0, rows.Count).Except(rows.Unknown.Select(cell => cell.Row - 1))];
        return known.Length > 0 ? rows.Select(known) : throw new DataException(
            $"{path} has no row without a cell that the run does not know: {rows.Unknown[0].Message} Correct the file.");
    }

    /// <summary>Reads rows of any file, whose cells are all in memory as texts first.</summary>
    internal static TableSet ReadAny(string path, TableEncoding encoding, DataOptions? options, UnknownCells unknown)
    {
        Column[] columns = [.. encoding.Columns.Select(column => column.Column)];
        var raw = RawTable.Read(path, options, columns);
        List<UnknownCell>? found = unknown == UnknownCells.Error ? null : [];
        return new(Convert(raw, columns, found, isOfRun: true), encoding)
        {
            Ids = RowIds.Find(raw, columns),
            Unknown = found ?? [],
            Notes = [.. raw.Notes, .. WordNotes(raw, columns, found is not null)],
        };
    }

    /// <summary>Reads a table with columns that are known, and the cells that they do not allow, which are then missing.</summary>
    /// <inheritdoc cref="Read(string, IReadOnlyList{Column}, DataOptions)"/>
    internal static (Table Table, IReadOnlyList<UnknownCell> Unknown) ReadWithUnknown(string path, IReadOnlyList<Column> columns, DataOptions? options)
    {
        var unknown = new List<UnknownCell>();
        return (Convert(RawTable.Read(path, options, columns), columns, unknown), unknown);
    }

    /// <summary>The header of a file.</summary>
    /// <param name="path">A file with a header.</param>
    /// <exception cref="DataException">The file is missing or damaged.</exception>
    public static IReadOnlyList<string> Names(string path) => RawTable.Read(path, null).Names;

    /// <summary>The columns of a file, those that are skipped too, with the reason of each guess.</summary>
    /// <inheritdoc cref="Read(string, IReadOnlyDictionary{string, ColumnKind}, DataOptions)"/>
    internal static TableInspection Inspect(string path, IReadOnlyDictionary<string, ColumnKind>? kinds = null, DataOptions? options = null)
    {
        var raw = RawTable.Read(path, options, kinds: kinds);
        return TableInspection.Of(raw, Guess(raw, kinds), kinds);
    }

    /// <summary>Writes a table with names for categories and empty cells for missing ones.</summary>
    public static string Text(Table table)
    {
        table = DateParts.Whole(table);
        var lines = new List<string> { CsvWriter.Line(table.Columns.Select(column => column.Name)) };
        for (var row = 0; row < table.Count; row++)
            lines.Add(CsvWriter.Line(table.Columns.Select((column, i) => Cell(column, table[row, i]))));
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>The most decimals of a column; null if they are too many, or a number has an exponent.</summary>
    internal static int? Decimals(RawTable raw, int place)
    {
        var most = 0;
        foreach (var cells in raw.Rows)
        {
            var digits = raw.Words.Decimals(cells[place]);
            if (digits is < 0 or > MostDecimals)
                return null;
            most = Math.Max(most, digits);
        }
        return most;
    }

    /// <summary>The text of a cell in the file: the name of a category, nothing where it is missing.</summary>
    public static string Cell(Column column, double value) =>
        double.IsNaN(value) ? "" : column.Kind.HasNames() ? column.Categories[(int)value]
        : column.Format is { } format ? format.Write(value)
        : value.ToString("R", CultureInfo.InvariantCulture);

    internal static Column[] Guess(RawTable raw, IReadOnlyDictionary<string, ColumnKind>? kinds)
    {
        foreach (var name in kinds?.Keys ?? [])
            if (!raw.Names.Contains(name))
                throw new DataException($"{raw.Path} has no column '{name}'; it has {string.Join(", ", raw.Names)}. Correct --columns.");
            else if (raw.Formats.GetValueOrDefault(name) is DatePartFormat { Of: var source } && source != name)
                throw new DataException($"'{name}' is read from the dates of {source}, and its kind is fixed. "
                    + $"Leave the dates out with {ColumnWords.Option(source, "skip")}, or learn them as one number with {ColumnWords.Option(source, "real")}.");
        Column[] columns = [.. raw.Names.Select((name, i) => kinds?.TryGetValue(name, out var kind) == true
            ? Of(raw, i, kind, isAsked: true)
            : Of(raw, i, raw.ReasonToSkip(name) is not null ? ColumnKind.Skip : raw.Formats.GetValueOrDefault(name)?.Kind
                ?? ColumnInference.Guess(name, [.. raw.Rows.Select(row => row[i])], raw.Words).Kind, isAsked: false))];
        return columns.All(column => column.Kind == ColumnKind.Skip) ? throw NothingToLearn(raw, kinds) : columns;
    }

    private static DataException NothingToLearn(RawTable raw, IReadOnlyDictionary<string, ColumnKind>? kinds)
    {
        var reasons = raw.Names.Index().Take(MostReasons).Select(column => $"{column.Item} ({(kinds?.ContainsKey(column.Item) == true ? "as asked"
            : raw.ReasonToSkip(column.Item) ?? ColumnInference.Guess(column.Item, [.. raw.Rows.Select(row => row[column.Index])], raw.Words).Reason)})");
        return new($"{raw.Path} has no column to learn from. Skipped: {string.Join(", ", reasons)}{(raw.Names.Count > MostReasons ? ", …" : "")}. "
            + string.Concat(raw.Notes.Select(note => $"Note: {note}. "))
            + "Name kinds with --columns NAME:KIND.");
    }

    private static Column Of(RawTable raw, int index, ColumnKind kind, bool isAsked)
    {
        if (kind != ColumnKind.Skip && raw.Unread.TryGetValue(raw.Names[index], out var gap))
            throw new DataException($"{raw.Path}, column {raw.Names[index]} holds {gap}. Convert it to numbers or texts, or leave it out of --columns.");
        if (!kind.HasNames())
            return new(raw.Names[index], kind, [])
            {
                Decimals = kind == ColumnKind.Skip ? null : Decimals(raw, index),
                Format = kind == ColumnKind.Skip ? null : raw.Formats.GetValueOrDefault(raw.Names[index]),
            };
        var (cells, _, text, _) = CellsOfColumn.Of([.. raw.Rows.Select(row => row[index])], raw.Words);
        string[] there = [.. cells.Distinct(StringComparer.Ordinal)];
        if (kind == ColumnKind.Categorical && there.Length > (isAsked ? CommonNames.Most : ColumnInference.MostNames(cells.Count)))
        {
            var common = CommonNames.Of(cells);
            return new(raw.Names[index], kind, common.Names) { Other = common.Other };
        }
        double Number(string cell) => raw.Words.TryNumber(cell, out var number) ? number : double.NaN;
        // 1 and 1.0 are one category, called as it stands first.
        var format = raw.Formats.GetValueOrDefault(raw.Names[index]);
        string[] categories = format is WeekdayFormat ? [.. WeekdayFormat.Names.Where(there.Contains)]
            : text is null && !there.Any(raw.Words.IsBeyondDouble)
            ? [.. there.DistinctBy(Number).OrderBy(Number)]
            : [.. there.Order(StringComparer.Ordinal)];
        string Suggest(string other) => ColumnWords.Option(raw.Names[index], other);
        return (kind, categories.Length) switch
        {
            (_, 0) or (ColumnKind.Binary, 1) => throw new DataException(
                $"{raw.Path}, column {raw.Names[index]} has {categories.Length} different value{(categories.Length == 1 ? "" : "s")}; "
                + $"a {kind.Name()} column needs {(kind == ColumnKind.Binary ? "2" : "at least 1")}. Use {Suggest("skip")}."),
            (ColumnKind.Binary, > 2) => throw new DataException(
                $"{raw.Path}, column {raw.Names[index]} has {categories.Length} different values; a binary column has 2. "
                + $"Use {Suggest("categorical")}."),
            _ => new(raw.Names[index], kind, categories) { Format = format },
        };
    }

    /// <param name="raw">The file.</param>
    /// <param name="columns">The columns to take.</param>
    /// <param name="unknown">Receives the cells that their columns do not allow, which are then missing; null refuses the first.</param>
    /// <param name="isOfRun">True if the columns are those of a run, which cannot be changed.</param>
    private static Table Convert(RawTable raw, IReadOnlyList<Column> columns, List<UnknownCell>? unknown = null, bool isOfRun = false)
    {
        var names = raw.ColumnPlaces();
        int[] places = [.. columns.Select(column => names.TryGetValue(column.Name, out var place)
            ? place
            : throw new DataException($"{raw.Path} has no column '{column.Name}', which is needed; it has {string.Join(", ", raw.Names)}. "
                + "Give a table with that column."))];
        if (columns.FirstOrDefault(column => raw.Unread.ContainsKey(column.Name)) is { } unread)
            throw new DataException($"{raw.Path}, column {unread.Name} holds {raw.Unread[unread.Name]}, but it is needed. Convert it to numbers or texts.");
        var cells = new double[raw.Rows.Count * columns.Count];
        // An infinite reading in new rows is not a gap.
        CellReader[] readers = [.. columns.Select(column => new CellReader(column, raw.Words, isUnknownInfinite: unknown is not null))];
        ConcurrentBag<int> others = [];
        Parallel.ForEach(Partitioner.Create(0, raw.Rows.Count), rows =>
        {
            for (var row = rows.Item1; row < rows.Item2; row++)
                for (var i = 0; i < columns.Count; i++)
                    if (readers[i].Usual(raw.Rows[row][places[i]]) is { } value)
                        cells[row * columns.Count + i] = value;
                    else
                        others.Add(row * columns.Count + i);
        });
        // Rare, and in order: the first that is refused is named.
        foreach (var place in others.Order())
            cells[place] = Unusual(place / columns.Count, place % columns.Count);
        return new(columns, cells);

        double Unusual(int row, int column)
        {
            var cell = raw.Rows[row][places[column]];
            return readers[column].Unusual(cell) ?? Refuse(row, column, cell);
        }

        double Refuse(int row, int column, string cell)
        {
            var message = readers[column].Refusal(raw.Places[row], cell);
            if (unknown is null)
                throw Refused(raw.Path, message, columns[column], isOfRun);
            unknown.Add(new(row + 1, column, cell, message));
            return double.NaN;
        }
    }

    /// <summary>The error about a cell that its column does not allow.</summary>
    /// <param name="path">The file.</param>
    /// <param name="message">Where it is and what is allowed.</param>
    /// <param name="column">Its column.</param>
    /// <param name="isOfRun">True if the columns are those of a run, which cannot be changed.</param>
    internal static DataException Refused(string path, string message, Column column, bool isOfRun) => new(
        $"{path}, {message} Correct the cell, leave it empty where the value is missing, or "
            + (isOfRun ? "leave such rows out with --unknown skip (of elbo score, encode and impute)."
                : $"name another kind with {ColumnWords.Option(column.Name, "KIND")}."));

    /// <summary>Words among numbers that count as missing although they may be values.</summary>
    private static IEnumerable<string> WordNotes(RawTable raw, IReadOnlyList<Column> columns, bool isUnknownInfinite)
    {
        var names = raw.ColumnPlaces();
        foreach (var column in columns)
        {
            var (place, reader) = (names[column.Name], new CellReader(column, raw.Words, isUnknownInfinite));
            var word = raw.Words.AreNumbers(column) ? raw.Rows.Select(row => row[place]).FirstOrDefault(reader.IsWord) : null;
            if (word is not null)
                yield return reader.NoteOf(word);
        }
    }
}
