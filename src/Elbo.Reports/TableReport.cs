using System.Globalization;
using Elbo.Analysis;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Reports.Figures;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Reports;

/// <summary>The report's parts for rows of a table.</summary>
[For<TableSchema>]
internal sealed class TableReport : SchemaReport
{
    private const int MostRows = 3;

    public override IEnumerable<RunFigure> ExampleFigures(FigureSource run, CancellationToken cancellation) =>
        [Columns(ColumnDistortion.Of(run.Model, (TableSet)run.Data.Test, run.Manifest.Training.Seed, run.Manifest.BestEpoch, cancellation))];

    public override CodeColours Colours(FigureSource run, string? label)
    {
        const string Heading = "Codes of the test rows";
        var data = (Dataset<TableSet>)run.Data;
        var labels = label is null ? CodeLabels.Best(data.Test, run.Plane.Points) : CodeLabels.Of(data, label);
        return labels is null
            ? new(Heading)
            : new($"{Heading}, by {labels.Column}", $", coloured by {labels.Column}: {labels.Reason}", labels.Labels, labels.Names);
    }

    /// <summary>Rows next to their reconstructions: one line per column; for each row two cells, its value and its reconstruction.</summary>
    public override ReportGroup Examples(TrainedVae model, Dataset data, CancellationToken cancellation)
    {
        var test = (TableSet)data.Test;
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

    public override string Clause(TrainingOptions training) => "";

    public override string Term(TrainingOptions training) => "standardized values";

    public override (string Name, string Value) Size(RunManifest manifest) =>
        ("columns", FormattableString.Invariant($"{manifest.Table!.Columns.Count}, {manifest.Model.Shape.Size} inputs"));

    private static RunFigure Columns(IReadOnlyList<ColumnDistortion> columns) => new("columns.png", ReportFigure.Drawn(
        "Distortion of each column",
        "The nats that a cell costs, averaged over the test rows that have it, and the standard error: standardized numbers for real and positive "
            + "columns, which may be below 0; counts and names as they are. "
            + "A standardized number about which the model knows nothing costs 1.42 nats, one of K equally frequent names log K.",
        $"Bar chart of the distortion of {columns.Count} columns.",
        () => ColumnBars.Render(
            [.. columns.Select(column => new ColumnBar(column.Column, column.Nats.Value, column.Nats.StandardError))],
            "distortion (nats per cell)", null)));

    private static string Name(TableSet rows, int row) =>
        $"row {rows.Numbers[row].ToString(CultureInfo.InvariantCulture)}{(rows.Ids is { } ids ? $" ({ids.Values[row]})" : "")}";

    private static string Held(ColumnEncoding column, double value) =>
        double.IsNaN(value) ? "–" : column.Kind.HasNames() ? TableFile.Cell(column.Column, value) : Numbers.Text(value, "#,0.######");

    /// <param name="column">The column.</param>
    /// <param name="value">In the file's units.</param>
    /// <param name="spread">In the likelihood's units: standard deviations of the standardized value or of the count, or a probability.</param>
    internal static string Guess(ColumnEncoding column, double value, double spread) => column.Kind switch
    {
        ColumnKind.Real => Rounded(value, spread * column.Deviation),
        ColumnKind.Positive => Scaled(value, Math.Exp(spread * column.Deviation)),
        ColumnKind.NumericMixture => Rounded(value, spread),
        ColumnKind.Count => string.Create(CultureInfo.InvariantCulture, $"{value:N0} ± {spread:F1}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{column.Categories[(int)value]} ({100 * spread:F0} %)"),
    };

    private static string Scaled(double value, double factor) =>
        string.Create(CultureInfo.InvariantCulture, $"{Numbers.Text(value, Format(value * (factor - 1)))} ×÷ {factor:F2}");

    private static string Rounded(double value, double deviation) =>
        $"{Numbers.Text(value, Format(deviation))} ± {Numbers.Text(deviation, Format(deviation))}";

    /// <summary>Enough decimals for two digits of the deviation.</summary>
    private static string Format(double deviation) =>
        $"N{(deviation > 0 && double.IsFinite(deviation) ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(deviation)), 0, 8) : 2)}";
}
