using System.Globalization;

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
            ColumnInspection.Of(column, raw, i, given?.ContainsKey(column.Name) == true ? "as given" : raw.ReasonToSkip(column.Name)))])
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

    /// <summary>Words in its cells whose meaning is not obvious, as a clause; empty without any.</summary>
    public string Remark { get; private init; } = "";

    /// <param name="column">Name, kind and categories.</param>
    /// <param name="raw">The file.</param>
    /// <param name="place">The column's place.</param>
    /// <param name="reason">Why it is of that kind; null if that was guessed from its cells.</param>
    internal static ColumnInspection Of(Column column, RawTable raw, int place, string? reason)
    {
        string[] cells = [.. raw.Rows.Select(row => row[place])];
        var (there, numbers, _, remark) = CellsOfColumn.Of(cells, raw.Words);
        if (reason is not null && there.Count == 0)
            return new(column, reason, 0, null, null, null, null); // not read
        reason ??= Guessed();
        var missing = cells.Length - there.Count;
        if (numbers.Count == 0 || numbers.Count < there.Count || column.Kind.HasNames())
            return new(column, reason, missing, null, null, null, null) { Remark = remark };
        var (mean, deviation) = ColumnMoments.Of(numbers);
        double[] values = [.. cells.Select(cell => !raw.Words.IsMissing(cell) && raw.Words.TryNumber(cell, out var number) ? number : double.NaN)];
        return new(column, reason, missing, mean, deviation, numbers.Min(), numbers.Max())
        {
            Remark = remark,
            Warning = FarCell.Find(column.Kind, values) is { } far ? far.Describe(column.Name, raw.Places[far.Row], raw.Written[far.Row][place])
                : Merged(),
        };

        // Only a kind that was asked for reads such numbers.
        string? Merged()
        {
            double Number(string cell) => raw.Words.TryNumber(cell, out var number) ? number : double.NaN;
            if (column.Kind == ColumnKind.Skip || !there.Any(raw.Words.IsBeyondDouble))
                return null;
            string[] large = [.. there.Where(cell => raw.Words.IsBeyondDouble(cell) || Math.Abs(Number(cell)) == 1L << 53).Distinct(StringComparer.Ordinal)];
            var left = large.DistinctBy(Number).Count();
            return left == large.Length ? null : string.Create(CultureInfo.InvariantCulture, $"{large.Length:N0} whole numbers from 2^53 on in column ")
                + string.Create(CultureInfo.InvariantCulture, $"{column.Name} become {left:N0} different ones, for a {column.Kind.Name()} has 16 digits. ")
                + $"If they are names, use {ColumnWords.Option(column.Name, "categorical")} or leave its kind out.";
        }

        string Guessed()
        {
            if (raw.Formats.GetValueOrDefault(column.Name) is { Kind: not null } own)
                return own.Describe();
            var (_, guess) = ColumnInference.Guess(column.Name, cells, raw.Words);
            if (raw.Formats.GetValueOrDefault(column.Name)?.Describe() is { } format)
                return format.StartsWith(guess, StringComparison.Ordinal) ? format : $"{guess}; {format}";
            return numbers.Count == 0 && DateFormat.FindSeveral(there) is { } mixed
                ? $"{guess}; dates written in several ways: {mixed.First.Words}, and {mixed.Second.Words} as in '{mixed.Cell}'" : guess;
        }
    }
}
