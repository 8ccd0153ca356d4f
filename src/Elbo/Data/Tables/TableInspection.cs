namespace Elbo.Data.Tables;

/// <summary>The contents of a table file, as <c>elbo data inspect FILE.csv</c> shows.</summary>
/// <param name="Path">The file.</param>
/// <param name="Rows">Its rows, N.</param>
/// <param name="Columns">Its columns, those that are skipped too.</param>
internal sealed record TableInspection(string Path, int Rows, IReadOnlyList<ColumnInspection> Columns)
{
    /// <summary>How the file was read where it is not obvious, in clauses.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    internal static TableInspection Of(RawTable raw, IReadOnlyList<Column> columns, IReadOnlyDictionary<string, ColumnKind>? given) =>
        new(raw.Path, raw.Rows.Count, [.. columns.Select((column, i) =>
            ColumnInspection.Of(column, [.. raw.Rows.Select(row => row[i])], given?.ContainsKey(column.Name) == true))])
        {
            Notes = raw.Notes,
        };
}

/// <param name="Column">Name, kind and categories.</param>
/// <param name="Reason">Why it is taken for that kind, in a few words.</param>
/// <param name="Missing">How many of its cells are missing.</param>
/// <param name="Mean">The mean of its numbers; null where they are none.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest.</param>
internal sealed record ColumnInspection(Column Column, string Reason, int Missing, double? Mean, double? Deviation, double? Min, double? Max)
{
    internal static ColumnInspection Of(Column column, IReadOnlyList<string> cells, bool isGiven)
    {
        string[] there = [.. cells.Where(cell => !RawTable.IsMissing(cell))];
        List<double> numbers = [];
        foreach (var cell in there)
            if (RawTable.TryNumber(cell, out var number))
                numbers.Add(number);
        var reason = isGiven ? "as given" : ColumnInference.Guess(cells).Reason;
        if (numbers.Count == 0 || numbers.Count < there.Length || column.Kind.HasNames())
            return new(column, reason, cells.Count - there.Length, null, null, null, null);
        var mean = numbers.Average();
        var deviation = Math.Sqrt(numbers.Average(number => (number - mean) * (number - mean)));
        return new(column, reason, cells.Count - there.Length, mean, deviation, numbers.Min(), numbers.Max());
    }
}
