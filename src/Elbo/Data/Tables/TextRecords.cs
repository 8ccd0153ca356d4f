using System.Globalization;
using Elbo.Files.Delimited;

namespace Elbo.Data.Tables;

/// <summary>The records of a text file before it is known which of them is the header.</summary>
/// <param name="Path">The file.</param>
/// <param name="Rows">Their cells.</param>
/// <param name="Lines">The line on which each begins.</param>
/// <param name="Dialect">How their cells are separated.</param>
internal sealed record TextRecords(string Path, List<string[]> Rows, List<int> Lines, Dialect Dialect)
{
    /// <summary>How the file was read where it is not obvious, in clauses.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Reads all records; empty lines are left out.</summary>
    public static TextRecords Read(DelimitedReader reader, string path)
    {
        List<string[]> rows = [];
        List<int> lines = [];
        List<string> cells = [];
        var (count, blank, inner) = (0L, 0, 0);
        while (reader.Read(cells))
        {
            if (reader.IsBlank)
            {
                blank++;
                continue;
            }
            if ((count += cells.Count) > RawTable.MostCells)
                throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{path} has more than {RawTable.MostCells:N0} cells. Give a part of it."));
            inner = blank;
            rows.Add([.. cells]);
            lines.Add(reader.Line);
        }
        var records = new TextRecords(path, rows, lines, reader.Dialect);
        if (inner > 0 && rows[0].Length == 1)
            records.Notes.Add($"{Counted(inner, "empty line is", "empty lines are")} left out; a missing cell in a single column is written as \"\"");
        return records;
    }

    /// <summary>The table: rows of one width under names.</summary>
    /// <param name="source">The file and its options.</param>
    /// <param name="before">Lines before the records.</param>
    /// <exception cref="DataException">There are no rows, a row has another width, or two columns have one name.</exception>
    public RawTable ToTable(TableSource source, List<string> before)
    {
        var words = CellWords.Of(source.Options);
        // Rows of a run without a header may come back with the names that they were given.
        var isNamed = source.Options.Header != false || source.Needed.Count > 0 && Rows.Count > 0 && source.Needed.All(new HashSet<string>(Rows[0]).Contains);
        if (isNamed)
            TakeCommentedHeader(before, words);
        var comments = before.Count(line => line is ['#', ..]);
        if (Rows.Count < (isNamed ? 2 : 1))
            throw new DataException($"{Path} has {Counted(Rows.Count, "line", "lines")}; a table needs {(isNamed ? "a header and " : "")}at least one row. "
                + "Give a CSV file with a header"
                + (source.Options.Encoding is { } encoding ? $", or leave --encoding {encoding} out if the file has another." : "."));
        comments += DropComments();
        if (comments > 0)
            Notes.Add($"{Counted(comments, "line that starts", "lines that start")} with # {(comments == 1 ? "is" : "are")} left out");
        if (isNamed)
            Notes.AddRange(new TextShape(Rows).Straighten());
        var names = isNamed ? Rows[0] : [.. Enumerable.Range(1, Rows[0].Length).Select(number => $"column{number}")];
        var first = isNamed ? 1 : 0;
        for (var i = first; i < Rows.Count; i++)
            if (Rows[i].Length != names.Length)
                throw new DataException($"{Path}, line {Lines[i]} has {Counted(Rows[i].Length, "cell", "cells")}, but "
                    + $"{(isNamed ? "the header" : $"line {Lines[0]}")} has {names.Length}. "
                    + "Give every row that many cells; quote a cell that holds the separator"
                    + $"{(isNamed && names.Length == 1 ? "; remove lines above the header" : "")}.");
        var table = new RawTable(Path, names, Rows[first..], new LinePlaces(Lines, first))
        {
            Notes = Notes,
            Words = words,
            IsText = true,
        };
        return isNamed ? Named(source, table) : table;
    }

    /// <summary>Checks the names, and gives one to an index without it.</summary>
    private RawTable Named(TableSource source, RawTable table)
    {
        if (source.Options.Header is null && !(source.Needed.Count > 0 && source.Needed.All(new HashSet<string>(table.Names).Contains)))
            Notes.AddRange(HeaderCheck.Notes(Path, Lines[0], table));
        var index = table.Names[0].Length == 0 ? IndexNames().First(name => !table.Names.Contains(name)) : null;
        if (index is not null)
            table = table with { Names = [index, .. table.Names.Skip(1)], Index = index };
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (var (place, name) in table.Names.Index())
            if (name.Length == 0 || !names.Add(name))
                throw new DataException($"{Path} has {(name.Length == 0 ? $"no name for column {place + 1}" : $"two columns '{name}'")}; "
                    + "each column needs a name of its own. Change the header, or use --header no if the first line is a row.");
        return table;
    }

    /// <summary>Names for a column of row names that has none.</summary>
    public static IEnumerable<string> IndexNames() => Enumerable.Range(0, int.MaxValue).Select(i => i == 0 ? "index" : $"index{i}");

    /// <summary>The last line before the records, if it holds their names behind a <c>#</c>, as NumPy writes them.</summary>
    private void TakeCommentedHeader(List<string> before, CellWords words)
    {
        if (Rows.Count == 0 || before is not [.., ['#', ..] last] || !Rows[0].Any(cell => words.TryNumber(cell, out _)))
            return;
        var names = Cells(last[1..]) is ["", ..] ? Cells(last) : Cells(last[1..]);
        if (names.Count != Rows[0].Length || names.Exists(name => words.TryNumber(name, out _)))
            return;
        Rows.Insert(0, [.. names]);
        Lines.Insert(0, before.Count);
        before.RemoveAt(before.Count - 1);
        Notes.Add($"the names of the columns are those of line {Lines[0]}, behind its #");
    }

    private List<string> Cells(string line)
    {
        List<string> cells = [];
        using var text = new StringReader(line);
        new DelimitedReader(text, Path) { Dialect = Dialect }.Read(cells);
        return cells;
    }

    /// <summary>Removes lines that start with <c>#</c> and do not have the width of a row.</summary>
    /// <returns>Their number.</returns>
    private int DropComments()
    {
        var width = Rows[0].Length;
        var kept = 1;
        for (var i = 1; i < Rows.Count; i++)
            if (Rows[i][0] is not ['#', ..] || Rows[i].Length == width)
            {
                (Rows[kept], Lines[kept]) = (Rows[i], Lines[i]);
                kept++;
            }
        var comments = Rows.Count - kept;
        Rows.RemoveRange(kept, comments);
        Lines.RemoveRange(kept, comments);
        return comments;
    }

    private static string Counted(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
