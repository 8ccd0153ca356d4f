using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Reports.Figures;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Reports;

/// <summary>The figures that a run on a table gets, drawn from its numbers, its model and its test rows.</summary>
public static class TableFigures
{
    /// <summary>Draws all of them, in the order of reading.</summary>
    /// <param name="manifest">The run; it must have finished an epoch.</param>
    /// <param name="metrics">Its epochs.</param>
    /// <param name="model">Its best weights.</param>
    /// <param name="data">The table it was trained on.</param>
    /// <param name="label">The column that codes are coloured by; null for the one that they separate best.</param>
    /// <param name="cancellation">Stops between figures and batches.</param>
    /// <exception cref="OptionsException">There is no column <paramref name="label"/>, or it has too many different values.</exception>
    public static IEnumerable<RunFigure> Draw(
        RunManifest manifest, IReadOnlyList<MetricsRow> metrics, TrainedVae model, Dataset<TableSet> data,
        string? label = null, CancellationToken cancellation = default)
    {
        var codes = model.Encode(data.Test, cancellation);
        var ranking = manifest.Test?.RatePerDimension is { } rates ? LatentRanking.ByRate(rates) : LatentRanking.BySpread(codes);
        if (metrics.Count > 0)
            yield return RunFigures.Loss(manifest, metrics);
        yield return Columns(ColumnDistortion.Of(model, data.Test, manifest.Training.Seed, manifest.BestEpoch, cancellation));
        yield return CodesOf(codes, ranking, label is null ? CodeLabels.Best(data.Test, codes, ranking) : CodeLabels.Of(data, label));
        if (ranking.Rates is not null)
            yield return RunFigures.Rates(ranking.Rates, data.Test.Count);
    }

    private static RunFigure Columns(IReadOnlyList<ColumnDistortion> columns) => new("columns.png", new(
        "Distortion of each column",
        "The nats that a cell costs, averaged over the test rows that have it, and the standard error: standardized numbers for real and positive "
            + "columns, which may be below 0; counts and names as they are. "
            + "A standardized number about which the model knows nothing costs 1.42 nats, one of K equally frequent names log K.",
        $"Bar chart of the distortion of {columns.Count} columns.",
        ColumnBars.Render(
            [.. columns.Select(column => new ColumnBar(column.Column, column.Nats.Value, column.Nats.StandardError))],
            "distortion (nats per cell)", "Distortion of each column")));

    private static RunFigure CodesOf(Codes codes, LatentRanking ranking, CodeLabels? labels)
    {
        var (horizontal, vertical) = ranking.Plane;
        float[] Along(int latent) => [.. Enumerable.Range(0, codes.Count).Select(i => codes.MuOf(i)[latent])];
        var points = new CodePoints(Along(horizontal), Along(vertical), labels?.Labels) { LatentX = horizontal, LatentY = vertical };
        var title = labels is null ? "Codes of the test rows" : $"Codes of the test rows, by {labels.Column}";
        return new("codes.png", new(
            "Codes of the test rows",
            $"Posterior means along {RunFigures.DescribePlane(codes, ranking)}{(labels is null ? "" : $", coloured by {labels.Column}: {labels.Reason}")}.",
            $"Scatter plot of {codes.Count} posterior means over latent dimensions {horizontal} and {vertical}.",
            CodesScatter.Render(points, new() { LabelNames = labels?.Names, Title = title })));
    }
}
