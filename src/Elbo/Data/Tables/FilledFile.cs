using System.Globalization;
using Elbo.Files;

namespace Elbo.Data.Tables;

/// <summary>Files of rows as they are written, with missing cells filled in.</summary>
internal static class FilledFile
{
    /// <summary>The text of a file with the missing cells of a table's columns filled in, numbers with the decimals of their column.</summary>
    /// <param name="path">The file.</param>
    /// <param name="filled">Its rows, read with <see cref="TableFile.Read(string, IReadOnlyList{Column}, DataOptions)"/>; a cell that is still missing stays as
    /// it is written.</param>
    /// <param name="options">How text is read; null for the defaults.</param>
    /// <exception cref="DataException">The file cannot be read, or changed since.</exception>
    public static string Text(string path, Table filled, DataOptions? options)
    {
        filled = DateParts.Whole(filled);
        return Text(RawTable.Read(path, options, filled.Columns), filled, null);
    }

    /// <summary>Writes several draws, one after the other: a column <c>draw</c> (from 1; <c>draw_</c> if the file has a <c>draw</c>) comes first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="draws">Its rows, filled in for each draw.</param>
    /// <param name="options">How text is read; null for the defaults.</param>
    /// <exception cref="DataException">The file cannot be read, or changed since.</exception>
    public static string Text(string path, IEnumerable<Table> draws, DataOptions? options)
    {
        RawTable? raw = null;
        return string.Concat(draws.Select(DateParts.Whole).Select((filled, draw) => Text(raw ??= RawTable.Read(path, options, filled.Columns), filled, draw)));
    }

    private static string Text(RawTable raw, Table filled, int? draw)
    {
        if (raw.Rows.Count != filled.Count)
            throw new DataException($"{raw.Path} has {raw.Rows.Count} rows now, but had {filled.Count} when it was read. Run it again.");
        var all = raw.ColumnPlaces();
        var places = filled.Columns.Select(column => all[column.Name]).ToArray();
        int?[] decimals = [.. places.Select(place => TableFile.Decimals(raw, place))];
        int[] read = [.. raw.Names.Index().Where(name => !raw.Unread.ContainsKey(name.Item)).Select(name => name.Index)];
        var names = read.Select(place => raw.Names[place]).ToList();
        var lines = new List<string>();
        if (draw is null or 0)
            lines.Add(CsvWriter.Line(draw is null ? names : names.Prepend(FreeName("draw", names))));
        foreach (var (row, cells) in raw.Written.Index())
        {
            var written = (string[])cells.Clone();
            foreach (var (column, place) in places.Index())
                if (raw.Words.IsMissing(written[place], filled.Columns[column]) && !double.IsNaN(filled[row, column]))
                    written[place] = Written(filled.Columns[column], filled[row, column], decimals[column], raw.Words);
            var line = read.Select(place => written[place]);
            if (draw is { } number)
                line = line.Prepend((number + 1).ToString(CultureInfo.InvariantCulture));
            lines.Add(CsvWriter.Line(line));
        }
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>A name that no column has.</summary>
    internal static string FreeName(string name, IEnumerable<string> taken) => taken.Contains(name) ? FreeName(name + "_", taken) : name;

    /// <summary>A number with the decimals of its column in the file.</summary>
    private static string Written(Column column, double value, int? decimals, CellWords words) =>
        column.Kind.HasNames() || column.Format is not null ? TableFile.Cell(column, value)
        : words.Written(decimals is not { } digits || column.Kind == ColumnKind.Positive && Math.Round(value, digits) <= 0
            ? TableFile.Cell(column, value)
            : value.ToString($"F{digits}", CultureInfo.InvariantCulture));
}
