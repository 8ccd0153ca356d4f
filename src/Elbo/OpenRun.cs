using Elbo.Analysis;
using Elbo.Analysis.Exploration;
using Elbo.Analysis.Synthesis;
using Elbo.Compute.Distributed;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Diagnosis;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Runs.Sessions;

namespace Elbo;

/// <summary>A trained run: its manifest, its best weights and, on demand, its data.</summary>
public sealed class OpenRun : IDisposable
{
    private readonly Lazy<string> dataPlace;
    private readonly Lazy<Dataset> data;
    private readonly Lazy<LatentRanking> ranking;
    private readonly TrainedVae whole;

    private OpenRun(RunFolder folder, RunManifest manifest, TrainedVae model, string? place, Func<string, DataOptions?, Dataset> load)
    {
        (Folder, Manifest, Model, whole) = (folder, manifest, model, model);
        Damage = folder.FindDamage();
        dataPlace = new(() => RunDataPlace.Of(folder, manifest.Data, place));
        data = new(() => Read(manifest, DataPlace, load).WithHeldOut(model.UnderCondition));
        ranking = new(() => manifest.Test?.RatePerDimension is { } rates ? LatentRanking.ByRate(rates) : LatentRanking.BySpread(model.Encode(Data.Test)));
    }

    /// <summary>The run folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>The content of its <c>run.json</c>.</summary>
    public RunManifest Manifest { get; }

    /// <summary>The best weights.</summary>
    public TrainedVae Model { get; private set; }

    /// <summary>Files of the folder that differ from their checksums, in a sentence; null if none do.</summary>
    public string? Damage { get; }

    /// <summary>The run's data with its validation split separated; read on first use.</summary>
    /// <exception cref="DataException">The data is missing, damaged, or has changed since.</exception>
    public Dataset Data => data.Value;

    /// <summary>The name or path that the data is read from.</summary>
    /// <exception cref="DataException">It is not found.</exception>
    internal string DataPlace => dataPlace.Value;

    /// <summary>What one example is.</summary>
    internal Schema Schema => Manifest.Schema;

    /// <summary>The data of a run on images.</summary>
    internal Dataset<ImageSet> Images => (Dataset<ImageSet>)Data;

    /// <summary>The data of a run on a table.</summary>
    internal Dataset<TableSet> Rows => (Dataset<TableSet>)Data;

    /// <summary>The latents ranked by information about the test split: by their rate after training, if known.</summary>
    internal LatentRanking Ranking => ranking.Value;

    /// <summary>Opens a run with its best weights.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="device">The device: <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="data">The place of the run's data if it has moved; null looks where run.json says and in the folders above the run.</param>
    /// <exception cref="RunException">There is no run, it has no trained weights yet, or run.json is damaged.</exception>
    /// <exception cref="ModelFileException">The weights are missing, damaged or not finite, or their shapes do not fit run.json.</exception>
    /// <exception cref="OptionsException">The device does not exist.</exception>
    public static OpenRun Open(string folder, string device = "cpu", string? data = null) =>
        Open(RunFolder.Open(folder).ReadManifest(), folder, device, data);

    /// <summary>Draws rows that look like those of the run's table, every cell filled.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The same seed draws the same rows, whatever their number.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OptionsException">The run learned from images.</exception>
    public Table SampleRows(int count, ulong seed = 0, CancellationToken cancellation = default) => Model.SampleRows(count, seed, cancellation);

    /// <summary>Draws rows as <c>elbo sample</c> does and writes them while they are drawn, with the columns of the training file.</summary>
    /// <param name="path">A file that ends in <c>.csv</c> or <c>.parquet</c>; replaced if it exists.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">The same seed draws the same rows, whatever their number.</param>
    /// <param name="complete">False leaves cells empty as often as they are missing together in the training rows.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OptionsException">The run learned from images, or the file has another ending.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void WriteRows(string path, long count, ulong seed = 0, bool complete = false, CancellationToken cancellation = default)
    {
        var batches = new RowSynthesis(Model, complete).Batches(count, seed, cancellation);
        RowWriter().Write(path, batches);
    }

    /// <summary>Writes rows like those of the training file.</summary>
    /// <param name="given">Cells that every row has, by column; null for none.</param>
    internal RowWriter RowWriter(IReadOnlyDictionary<string, string>? given = null) => new(RowDecoding.EncodingOf(Model), Manifest.Data.Options, given);

    /// <inheritdoc/>
    public void Dispose() => whole.Dispose();

    /// <summary>Fixes the condition: from here on the model has none, and examples are used with the fixed one in place of their own.</summary>
    /// <param name="words">Such as <c>label=3</c>, or <c>any</c>.</param>
    /// <exception cref="OptionsException">The run has no condition, or it does not know the column or the value.</exception>
    internal void Fix(IReadOnlyList<string> words) => Model = whole.Given(Known.Parse(words));

    /// <summary>From here on codes are drawn from the prior at a temperature.</summary>
    /// <exception cref="OptionsException">The prior is not a single Gaussian.</exception>
    internal void Cool(double temperature) => Model = Model.Cooled(temperature);

    /// <summary>The first class in words.</summary>
    /// <exception cref="OptionsException">The run's condition is not a class.</exception>
    internal string AnyClass() => Known.Classes is { } classes ? $"{classes.Name}={classes.Categories[0]}" : throw new OptionsException([
        $"given was best, which tries every class, but the condition of {Folder.Root} is {string.Join(", ", Known.Columns.Select(column => column.Name))}. "
        + "Leave --given out, or give a value."]);

    /// <summary>The columns of the condition.</summary>
    /// <exception cref="OptionsException">The run has none.</exception>
    internal ConditionSchema Known => Manifest.Condition ?? throw new OptionsException([
        $"given was used, but {Folder.Root} was trained without a condition. Leave --given out, or train with --condition."]);

    /// <summary>Examples with the condition that the model takes: the fixed one, or their own.</summary>
    /// <param name="examples">Examples of any source.</param>
    /// <param name="source">Their name, for errors.</param>
    /// <exception cref="DataException">They do not have the condition.</exception>
    internal ExampleSet Conditioned(ExampleSet examples, string source) =>
        Model.UnderCondition(!Model.IsFixed && Manifest.Condition is { } condition && examples.Conditions is null
            ? examples.With(condition, source)
            : examples);

    /// <summary>Opens a run whose manifest has been read.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="folder">The run folder.</param>
    /// <param name="device">The device.</param>
    /// <param name="data">The place of the run's data if it has moved; null for none.</param>
    /// <param name="load">Reads the run's images; null to read them without reporting progress.</param>
    /// <param name="communicator">The processes that share the work; null for this one only.</param>
    internal static OpenRun Open(
        RunManifest manifest, string folder, string device, string? data = null, Func<string, DataOptions?, Dataset>? load = null,
        Communicator? communicator = null)
    {
        var model = TrainedVae.Load(folder, device);
        model.Communicator = communicator ?? Communicator.Alone;
        return new(RunFolder.Open(folder), manifest, model, data, load ?? ((name, options) => Datasets.Load(name, options)));
    }

    /// <summary>The doctor's evidence about the best weights on a split.</summary>
    /// <param name="split">The name of the split.</param>
    /// <param name="examples">Its examples.</param>
    /// <param name="numbers">The model's numbers on it.</param>
    internal Evidence Evidence(string split, ExampleSet examples, SplitNumbers numbers)
    {
        var rules = SchemaRules.For(Schema);
        var evidence = Manifest.EvidenceOf(Folder.ReadMetrics(), Manifest.BestEpoch, split, numbers);
        return rules.Complete(evidence, Model.Model, examples, rules.Facts(Manifest, Data.Train, examples));
    }

    private static Dataset Read(RunManifest run, string place, Func<string, DataOptions?, Dataset> load)
    {
        var rules = SchemaRules.For(run.Schema);
        var loaded = rules.Read(run, place, load);
        loaded = run.Condition is { } condition ? loaded.With(condition) : loaded;
        return loaded.Test.Fingerprint() == run.Data.TestFingerprint
            ? loaded.Validated(run.Training.Validation)
            : throw new DataException($"{place} does not hold the {run.Schema.Examples} that the run was trained on. "
                + $"Restore {rules.Source}, name a place that has them with --data, or train a new run.");
    }
}
