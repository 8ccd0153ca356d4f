using System.Globalization;

namespace Elbo.Data.Tables;

/// <summary>Makes the rows of a text file as wide as its header, where it is known what the other width means.</summary>
/// <param name="rows">The header and the rows; changed in place.</param>
internal sealed class TextShape(List<string[]> rows)
{
    /// <summary>Drops empty cells at the end of rows and empty columns without a name, and gives a column of row names an empty name.</summary>
    /// <returns>What was done, in clauses.</returns>
    public IEnumerable<string> Straighten()
    {
        var width = rows[0].Length;
        if (rows.Skip(1).All(row => row.Length == width + 1) && rows.Skip(1).Any(row => row[^1].Length > 0))
        {
            rows[0] = ["", .. rows[0]];
            yield return "each row has one cell more than the header: its first cell is the name of the row";
            yield break;
        }
        if (width > 1 && rows[0][^1].Length == 0 && rows.Skip(1).All(row => row.Length == width - 1))
        {
            rows[0] = rows[0][..^1];
            yield return "the header ends with a separator, which is left out";
        }
        var ended = 0;
        for (var i = 1; i < rows.Count; i++)
            if (rows[i].Length == width + 1 && rows[i][^1].Length == 0)
            {
                rows[i] = rows[i][..^1];
                ended++;
            }
        if (ended > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{(ended == 1 ? "1 row ends" : $"{ended:N0} rows end")} with a separator, which is left out");
        if (DropEmptyColumns() is > 0 and var dropped)
            yield return $"{(dropped == 1 ? "a column" : $"{dropped} columns")} without a name and without values {(dropped == 1 ? "is" : "are")} left out";
    }

    private int DropEmptyColumns()
    {
        var width = rows[0].Length;
        int[] kept =
        [
            .. Enumerable.Range(0, width).Where(place =>
                rows[0][place].Length > 0 || rows.Skip(1).Any(row => row.Length != width || row[place].Length > 0)),
        ];
        if (kept.Length == width || kept.Length == 0)
            return 0;
        for (var i = 0; i < rows.Count; i++)
            rows[i] = [.. kept.Select(place => rows[i][place])];
        return width - kept.Length;
    }
}
