using Elbo.Data;
using Elbo.Models;
using Elbo.Reports.History;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Reports;

/// <param name="Heading">The heading of the figure.</param>
/// <param name="Clause">What the colours mean, with its comma; may be empty.</param>
/// <param name="Labels">The label of each code; null for no colours.</param>
/// <param name="Names">The names of the labels; null if they have none.</param>
internal sealed record CodeColours(string Heading, string Clause = "", byte[]? Labels = null, IReadOnlyList<string>? Names = null);

/// <summary>The parts of a report that depend on what an example is.</summary>
internal abstract class SchemaReport
{
    public static SchemaReport For(Schema schema) => schema.Part<SchemaReport>();

    /// <summary>The figures that show examples.</summary>
    public abstract IEnumerable<RunFigure> ExampleFigures(FigureSource run, CancellationToken cancellation);

    /// <summary>The figures that show single latent dimensions.</summary>
    public virtual IEnumerable<RunFigure> LatentFigures(FigureSource run, CancellationToken cancellation) => [];

    /// <param name="run">The run.</param>
    /// <param name="label">The requested column; null for the one that codes separate best, or for images.</param>
    public abstract CodeColours Colours(FigureSource run, string? label);

    /// <summary>Held-out examples as a table; null if figures show them.</summary>
    public virtual ReportGroup? Examples(TrainedVae model, Dataset data, CancellationToken cancellation) => null;

    /// <summary>The progress that keeps codes, and for images draws pictures, after every epoch, and passes everything on.</summary>
    public virtual IProgress<TrainingProgress> Pictures(TrainingRun run, IProgress<TrainingProgress>? next) => new EpochCodes(run, next);

    /// <summary>How targets were made, for a sentence that has named the likelihood: a clause with its comma, or nothing.</summary>
    public abstract string Clause(TrainingOptions training);

    /// <summary>How targets were made, for a line of terms.</summary>
    public abstract string Term(TrainingOptions training);

    public abstract (string Name, string Value) Size(RunManifest manifest);

    /// <summary>Further facts about the data.</summary>
    public virtual IEnumerable<(string Name, string Value)> Facts(TrainingOptions training) => [];
}
