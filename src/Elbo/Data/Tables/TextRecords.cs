using System.Globalization;
using Elbo.Files.Delimited;

namespace Elbo.Data.Tables;

/// <summary>The records of a text file before it is known which of them is the header.</summary>
/// <param name="Path">The file.</param>
/// <param name="Rows">Their cells.</param>
/// <param name="Lines">The line on which each begins.</param>
internal sealed record TextRecords(string Path, List<string[]> Rows, List<int> Lines)
{
    /// <summary>Reads all records; empty lines are left out.</summary>
    public static TextRecords Read(DelimitedReader reader, string path, long most)
    {
        List<string[]> rows = [];
        List<int> lines = [];
        List<string> cells = [];
        for (var count = 0L; reader.Read(cells);)
        {
            if (reader.IsBlank)
                continue;
            if ((count += cells.Count) > most)
                throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{path} has more than {most:N0} cells. Give a part of it."));
            rows.Add([.. cells]);
            lines.Add(reader.Line);
        }
        return new(path, rows, lines);
    }

    /// <summary>All records are rows; the columns are numbered.</summary>
    public RawTable WithoutHeader()
    {
        ThrowIfFewer(1, "at least one row");
        return Table([.. Enumerable.Range(1, Rows[0].Length).Select(number => $"column{number}")], 0);
    }

    /// <summary>The first record holds the names of the columns.</summary>
    public RawTable WithHeader(TableSource source)
    {
        ThrowIfFewer(2, "a header and at least one row");
        var table = Table(Rows[0], 1);
        string[] notes = source.Options.Header == true || source.Needed is { Count: > 0 } needed && needed.All(new HashSet<string>(Rows[0]).Contains)
            ? []
            : [.. HeaderCheck.Notes(Path, Lines[0], table)];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (var (index, name) in table.Names.Index())
            if (name.Length == 0 || !names.Add(name))
                throw new DataException($"{Path} has {(name.Length == 0 ? $"no name for column {index + 1}" : $"two columns '{name}'")}; "
                    + "each column needs a name of its own. Change the header, or use --header no if the first line is a row.");
        return table with { Notes = notes };
    }

    private RawTable Table(string[] names, int first)
    {
        for (var i = first; i < Rows.Count; i++)
            if (Rows[i].Length != names.Length)
                throw new DataException($"{Path}, line {Lines[i]} has {Rows[i].Length} cells, but "
                    + $"{(first == 0 ? $"line {Lines[0]}" : "the header")} has {names.Length}. "
                    + "Give every row that many cells; quote a cell that holds the separator.");
        return new(Path, names, Rows[first..], [.. Lines.Skip(first).Select(line => $"line {line}")]);
    }

    private void ThrowIfFewer(int least, string needed)
    {
        if (Rows.Count < least)
            throw new DataException($"{Path} has {Rows.Count} line{(Rows.Count == 1 ? "" : "s")}; a table needs {needed}. Give a CSV file with a header.");
    }
}
