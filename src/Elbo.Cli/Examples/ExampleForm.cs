using Elbo.Cli.Screens;
using Elbo.Cli.Verbs;
using Elbo.Data;
using Elbo.Files;

namespace Elbo.Cli.Examples;

/// <summary>How verbs read, name, show and write the examples of a schema.</summary>
internal abstract class ExampleForm
{
    /// <summary>The name of all splits of a data set together, or of a whole file.</summary>
    public const string All = "all";

    /// <summary>The form of a run's examples.</summary>
    public static ExampleForm Of(Schema schema) => schema.Part<ExampleForm>();

    /// <summary>The form of the examples in data that has not been read yet.</summary>
    /// <param name="data">Its name or path.</param>
    public static ExampleForm OfData(string data) => SchemaParts.Of<ExampleForm>(FileFormat.Of(data).Schema);

    /// <summary>Refuses a run for a verb that works on images only.</summary>
    /// <param name="run">The run folder.</param>
    public virtual void ThrowIfNotImages(string run)
    {
    }

    /// <summary>Refuses options that are for images only.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">Their names; empty if none were given.</param>
    /// <param name="clause">A clause about the run's data, with its comma.</param>
    public virtual void ThrowIfForImages(OpenRun run, IReadOnlyList<string> options, string clause = "")
    {
    }

    /// <summary>Refuses parts of an evaluation that are not defined for these examples.</summary>
    public virtual void ThrowIfUndefined(OpenRun run, EvaluateRequest request)
    {
    }

    /// <summary>Refuses data whose examples have another schema than the run's.</summary>
    public abstract void ThrowIfOther(OpenRun run, string data);

    /// <summary>Reads examples as the run's own were read.</summary>
    /// <param name="run">The run.</param>
    /// <param name="request">Where they come from.</param>
    /// <param name="split">test, validation, train or all.</param>
    /// <param name="cancellation">Stops between two image files.</param>
    public abstract ExampleSet Read(OpenRun run, ExampleRequest request, string split, CancellationToken cancellation);

    /// <summary>Examples with their names.</summary>
    public abstract GivenExamples Given(ExampleSet examples, string data, string split);

    /// <summary>Computes what <c>elbo evaluate</c> was asked for.</summary>
    public abstract RunEvaluation Evaluate(OpenRun run, EvaluateRequest request, EvaluateProgress progress, CancellationToken cancellation);

    /// <summary>Fills in missing values and writes the files.</summary>
    public abstract Outcome Impute(
        OpenRun run, ExampleRequest examples, ImputeRequest request, EvaluateProgress progress, CancellationToken cancellation);

    /// <summary>Measures data and, if requested, draws a contact sheet.</summary>
    public abstract Outcome Inspect(Terminal terminal, InspectRequest request, CancellationToken cancellation);

    /// <summary>Draws new examples and writes them.</summary>
    public abstract Outcome Sample(OpenRun run, SampleRequest request, EvaluateProgress progress, CancellationToken cancellation);

    /// <summary>Checks where decoded examples go before anything is computed.</summary>
    public abstract void ThrowIfUnwritable(string path, bool force);

    /// <summary>Decodes codes and writes the examples.</summary>
    /// <param name="run">The run.</param>
    /// <param name="codes">Shape [N, L].</param>
    /// <param name="ids">Names of the rows that they are codes of; only those of tables have any.</param>
    /// <param name="path">A file or a folder.</param>
    /// <param name="force">True replaces a file.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public abstract void Decode(OpenRun run, float[] codes, IReadOnlyList<TableColumn> ids, string path, bool force, CancellationToken cancellation);

    protected static ExampleSet SplitOf(Dataset data, string name) => data.Split(name)
        ?? throw new OptionsException([$"--split was {name}, but {data.Name} has no validation split. Use --split test, train or all."]);
}
