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
        new(raw.Path, raw.Rows.Count, [.. columns.Select((column, i) => ColumnInspection.Of(
            column, [.. raw.Rows.Select(row => row[i])], raw.Places,
            given?.ContainsKey(column.Name) == true ? "as given" : raw.Unread.GetValueOrDefault(column.Name)))])
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
    /// <summary>The cell that is far from the others, where something is likely wrong with it; null if there is none.</summary>
    public string? Warning { get; private init; }

    internal static ColumnInspection Of(Column column, IReadOnlyList<string> cells, IReadOnlyList<string> places, string? reason)
    {
        string[] there = [.. cells.Where(cell => !RawTable.IsMissing(cell))];
        List<double> numbers = [];
        foreach (var cell in there)
            if (RawTable.TryNumber(cell, out var number))
                numbers.Add(number);
        if (reason is not null && there.Length == 0)
            return new(column, reason, 0, null, null, null, null); // not read
        reason ??= ColumnInference.Guess(column.Name, cells).Reason;
        if (numbers.Count == 0 || numbers.Count < there.Length || column.Kind.HasNames())
            return new(column, reason, cells.Count - there.Length, null, null, null, null);
        var (mean, deviation) = ColumnMoments.Of(numbers);
        double[] values = [.. cells.Select(cell => RawTable.TryNumber(cell, out var number) ? number : double.NaN)];
        return new(column, reason, cells.Count - there.Length, mean, deviation, numbers.Min(), numbers.Max())
        {
            Warning = FarCell.Find(column.Kind, values) is { } far ? far.Describe(column.Name, places[far.Row], cells[far.Row]) : null,
        };
    }
}
