namespace Elbo.Data.Tables;

/// <summary>Cells that are missing together.</summary>
/// <param name="Columns">The places of their columns.</param>
/// <param name="Share">The share of the training rows that lack these cells and no others.</param>
internal sealed record MissingCells(IReadOnlyList<int> Columns, double Share)
{
    /// <summary>Rarer patterns are left out.</summary>
    private const int MostPatterns = 256;

    /// <summary>The patterns of a table, the most frequent first; null if no cell is missing.</summary>
    public static IReadOnlyList<MissingCells>? Of(Table table)
    {
        Dictionary<string, (int[] Columns, int Rows)> found = [];
        List<int> missing = [];
        for (var row = 0; row < table.Count; row++)
        {
            missing.Clear();
            var cells = table.Row(row);
            for (var column = 0; column < cells.Length; column++)
                if (double.IsNaN(cells[column]))
                    missing.Add(column);
            if (missing.Count == 0)
                continue;
            var key = string.Join(',', missing);
            found[key] = found.TryGetValue(key, out var pattern) ? (pattern.Columns, pattern.Rows + 1) : ([.. missing], 1);
        }
        return found.Count == 0 ? null
            : [.. found.Values.OrderByDescending(pattern => pattern.Rows).Take(MostPatterns)
                .Select(pattern => new MissingCells(pattern.Columns, (double)pattern.Rows / table.Count))];
    }

    /// <summary>The pattern among some columns.</summary>
    public MissingCells OfColumns(int[] kept) => this with { Columns = [.. Columns.Select(place => Array.IndexOf(kept, place)).Where(place => place >= 0)] };

    /// <summary>The pattern that a uniform number chooses; null for a complete row.</summary>
    public static MissingCells? Draw(IReadOnlyList<MissingCells> patterns, double uniform)
    {
        foreach (var pattern in patterns)
        {
            if (uniform < pattern.Share)
                return pattern;
            uniform -= pattern.Share;
        }
        return null;
    }

    /// <summary>By value.</summary>
    public bool Equals(MissingCells? other) => other is not null && Share == other.Share && Columns.SequenceEqual(other.Columns);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Columns.Count, Share);
}
