using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Reports;

/// <summary>The parts of a report that depend on what an example is.</summary>
internal abstract class SchemaReport
{
    public static SchemaReport For(Schema schema) => schema is TableSchema ? new TableReport() : new ImageReport();

    /// <summary>Draws the figures, in the order of reading.</summary>
    /// <param name="manifest">The run; it must have finished an epoch.</param>
    /// <param name="metrics">Its epochs.</param>
    /// <param name="model">Its best weights.</param>
    /// <param name="data">The data it was trained on.</param>
    /// <param name="label">The column that codes are coloured by; null for the one that they separate best, or for images.</param>
    /// <param name="cancellation">Stops between figures and batches.</param>
    public abstract IEnumerable<RunFigure> Figures(
        RunManifest manifest, IReadOnlyList<MetricsRow> metrics, TrainedVae model, Dataset data, string? label, CancellationToken cancellation);

    /// <summary>Held-out examples as a table; null if figures show them.</summary>
    public abstract ReportGroup? Examples(TrainedVae model, Dataset data, CancellationToken cancellation);

    /// <summary>The progress that draws a picture after every epoch and passes everything on; the next receiver itself without pictures.</summary>
    public abstract IProgress<TrainingProgress>? Pictures(TrainingRun run, IProgress<TrainingProgress>? next);

    /// <summary>How targets were made, for a sentence that has named the likelihood: a clause with its comma, or nothing.</summary>
    public abstract string Clause(TrainingOptions training);

    /// <summary>How targets were made, for a line of terms.</summary>
    public abstract string Term(TrainingOptions training);

    /// <summary>The size of an example.</summary>
    public abstract (string Name, string Value) Size(RunManifest manifest);

    /// <summary>Further facts about the data.</summary>
    public abstract IEnumerable<(string Name, string Value)> Facts(TrainingOptions training);
}

/// <summary>The parts for images.</summary>
internal sealed class ImageReport : SchemaReport
{
    public override IEnumerable<RunFigure> Figures(
        RunManifest manifest, IReadOnlyList<MetricsRow> metrics, TrainedVae model, Dataset data, string? label, CancellationToken cancellation) =>
        RunFigures.Draw(manifest, metrics, model, (ImageSet)data.Test, cancellation);

    public override ReportGroup? Examples(TrainedVae model, Dataset data, CancellationToken cancellation) => null;

    public override IProgress<TrainingProgress>? Pictures(TrainingRun run, IProgress<TrainingProgress>? next) =>
        new EpochReconstructions(run, (ImageSet)run.Data.Test, next);

    public override string Clause(TrainingOptions training) => $", {Term(training)}";

    public override string Term(TrainingOptions training) => $"binarization {Binarization(training)}";

    public override (string Name, string Value) Size(RunManifest manifest) => ("shape", manifest.Model.Shape.ToString());

    public override IEnumerable<(string Name, string Value)> Facts(TrainingOptions training) => [("binarization", Binarization(training))];

    private static string Binarization(TrainingOptions training) => training.Binarization.ToString().ToLowerInvariant();
}

/// <summary>The parts for rows of a table.</summary>
internal sealed class TableReport : SchemaReport
{
    public override IEnumerable<RunFigure> Figures(
        RunManifest manifest, IReadOnlyList<MetricsRow> metrics, TrainedVae model, Dataset data, string? label, CancellationToken cancellation) =>
        TableFigures.Draw(manifest, metrics, model, (Dataset<TableSet>)data, label, cancellation);

    public override ReportGroup? Examples(TrainedVae model, Dataset data, CancellationToken cancellation) =>
        TableExamples.Of(model, (TableSet)data.Test, cancellation);

    public override IProgress<TrainingProgress>? Pictures(TrainingRun run, IProgress<TrainingProgress>? next) => next;

    public override string Clause(TrainingOptions training) => "";

    public override string Term(TrainingOptions training) => "standardized values";

    public override (string Name, string Value) Size(RunManifest manifest) =>
        ("columns", FormattableString.Invariant($"{manifest.Table!.Columns.Count}, {manifest.Model.Shape.Size} inputs"));

    public override IEnumerable<(string Name, string Value)> Facts(TrainingOptions training) => [];
}
