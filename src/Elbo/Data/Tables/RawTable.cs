using System.Globalization;
using Elbo.Files;
using nietras.SeparatedValues;

namespace Elbo.Data.Tables;

/// <summary>A table file as text, every row as wide as the header.</summary>
/// <param name="Path">The file.</param>
/// <param name="Names">The header.</param>
/// <param name="Rows">Cells as they stand, trimmed.</param>
/// <param name="Places">Place of each row in the file, for people: <c>line 7</c>.</param>
internal sealed record RawTable(string Path, IReadOnlyList<string> Names, IReadOnlyList<string[]> Rows, IReadOnlyList<string> Places)
{
    private static readonly HashSet<string> Missing = new(["", "na", "n/a", "nan", "null", "?"], StringComparer.OrdinalIgnoreCase);

    public static bool IsMissing(string cell) => Missing.Contains(cell);

    public static bool TryNumber(string cell, out double number) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    /// <summary>Reads the file in the format of its ending; any that is not one of tables as separated values.</summary>
    /// <exception cref="DataException">The file cannot be read, has no rows, a row of another width, or two columns of one name.</exception>
    public static RawTable Read(string path) => DataFile.Read(path, stream => (FileFormat.Of(path).Table ?? ReadText)(stream, path));

    /// <summary>Reads separated values. The separator is that of the first line: comma, semicolon, tab or bar.</summary>
    /// <exception cref="DataException">There are no rows, a row has another width, or two columns have one name.</exception>
    public static RawTable ReadText(Stream stream, string path)
    {
        List<string[]> rows = [];
        List<int> lines = [];
        try
        {
            using var reader = Sep
                .Reader(options => options with { HasHeader = false, DisableColCountCheck = true, Unescape = true, Trim = SepTrim.All }).From(stream);
            foreach (var row in reader)
            {
                var cells = new string[row.ColCount];
                for (var i = 0; i < cells.Length; i++)
                    cells[i] = row[i].ToString();
                if (cells is [""])
                    continue; // an empty line
                rows.Add(cells);
                lines.Add(row.LineNumberFrom);
            }
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or NotSupportedException)
        {
            throw new DataException($"{path} is no file of separated values: {e.Message} Give a CSV file with a header.", e);
        }
        if (rows.Count < 2)
            throw new DataException($"{path} has {rows.Count} line{(rows.Count == 1 ? "" : "s")}; a table needs a header and at least one row. "
                + "Give a CSV file with a header.");
        var names = rows[0];
        for (var i = 1; i < rows.Count; i++)
            if (rows[i].Length != names.Length)
                throw new DataException($"{path}, line {lines[i]} has {rows[i].Length} cells, but the header has {names.Length}. "
                    + "Give every row as many cells; quote a cell that holds the separator.");
        foreach (var (index, name) in names.Index())
            if (name.Length == 0 || Array.IndexOf(names, name) != index)
                throw new DataException($"{path} has {(name.Length == 0 ? $"no name for column {index + 1}" : $"two columns '{name}'")}; "
                    + "each column needs a name of its own. Change the header.");
        return new(path, names, rows[1..], [.. lines.Skip(1).Select(line => $"line {line}")]);
    }
}

/// <param name="Column">The column that does: one that is not learned from, with another value in every row.</param>
/// <param name="Values">The name of each row, shape [N].</param>
internal sealed record RowIds(string Column, IReadOnlyList<string> Values)
{
    /// <summary>The first such column; null if there is none.</summary>
    internal static RowIds? Find(RawTable raw, IReadOnlyList<Column> learned)
    {
        foreach (var (place, name) in raw.Names.Index())
        {
            string[] values = [.. raw.Rows.Select(cells => cells[place])];
            if (learned.All(column => column.Name != name) && values.Where(cell => cell.Length > 0).Distinct(StringComparer.Ordinal).Count() == values.Length)
                return new(name, values);
        }
        return null;
    }
}
