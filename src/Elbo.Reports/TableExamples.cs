using System.Globalization;
using Elbo.Analysis;
using Elbo.Data.Tables;
using Elbo.Models;

namespace Elbo.Reports;

/// <summary>Held-out rows next to their reconstructions.</summary>
internal static class TableExamples
{
    private const int MostRows = 3;

    /// <summary>One line per column; for each row two cells, its value and its reconstruction.</summary>
    public static ReportGroup Of(TrainedVae model, TableSet test, CancellationToken cancellation)
    {
        var rows = test.Slice(0, Math.Min(MostRows, test.Count));
        var (found, spread) = RowDecoding.ReconstructWithSpread(model, rows, cancellation);
        var columns = rows.Encoding.Columns;
        return new(
            "Held-out rows",
            "Reconstructions at the posterior mean, which has seen the row. Numbers with one standard deviation of p(x given z), "
                + "a factor for positive columns; names with their probability.",
            new(
                [new("column"), .. Enumerable.Range(0, rows.Count).SelectMany(row => (ReportColumn[])[new(Name(rows, row), "holds"), new("", "model")])],
                [.. columns.Select((column, i) => (IReadOnlyList<string>)
                [
                    column.Name,
                    .. Enumerable.Range(0, rows.Count).SelectMany(row => (string[])
                    [
                        Held(column, rows.Table[row, i]), Guess(column, found[row, i], spread[row * columns.Count + i]),
                    ]),
                ])]));
    }

    private static string Name(TableSet rows, int row) =>
        $"row {rows.Numbers[row].ToString(CultureInfo.InvariantCulture)}{(rows.Ids is { } ids ? $" ({ids.Values[row]})" : "")}";

    private static string Held(ColumnEncoding column, double value) =>
        double.IsNaN(value) ? "–" : column.Kind.HasNames() ? TableFile.Cell(column.Column, value) : Evaluation.Numbers.Text(value, "#,0.######");

    /// <summary>The reconstruction of a cell.</summary>
    /// <param name="column">The column.</param>
    /// <param name="value">In the file's units.</param>
    /// <param name="spread">In the likelihood's units: standard deviations of the standardized value or of the count, or a probability.</param>
    internal static string Guess(ColumnEncoding column, double value, double spread) => column.Kind switch
    {
        ColumnKind.Real => Rounded(value, spread * column.Deviation),
        ColumnKind.Positive => Scaled(value, Math.Exp(spread * column.Deviation)),
        ColumnKind.Count => string.Create(CultureInfo.InvariantCulture, $"{value:N0} ± {spread:F1}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{column.Categories[(int)value]} ({100 * spread:F0} %)"),
    };

    private static string Scaled(double value, double factor) =>
        string.Create(CultureInfo.InvariantCulture, $"{Evaluation.Numbers.Text(value, Format(value * (factor - 1)))} ×÷ {factor:F2}");

    private static string Rounded(double value, double deviation) =>
        $"{Evaluation.Numbers.Text(value, Format(deviation))} ± {Evaluation.Numbers.Text(deviation, Format(deviation))}";

    /// <summary>Enough decimals for two digits of the deviation.</summary>
    private static string Format(double deviation) =>
        $"N{(deviation > 0 && double.IsFinite(deviation) ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(deviation)), 0, 8) : 2)}";
}
