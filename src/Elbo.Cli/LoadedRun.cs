using Elbo.Analysis.Exploration;
using Elbo.Compute.Distributed;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Diagnosis;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Reports;
using Elbo.Runs;

namespace Elbo.Cli;

/// <summary>A run folder opened by a verb: its manifest, its model and, on demand, its data.</summary>
internal sealed class LoadedRun : IDisposable
{
    private readonly Lazy<Dataset> data;
    private readonly Lazy<TableDataset> table;
    private readonly Lazy<LatentRanking> ranking;

    private LoadedRun(RunFolder folder, RunManifest manifest, TrainedVae model, Func<string, DataOptions?, Dataset> load)
    {
        (Folder, Manifest, Model) = (folder, manifest, model);
        data = new(() => Read(manifest, load));
        table = new(() => ReadTable(manifest));
        ranking = new(() => manifest.Test?.RatePerDimension is { } rates ? LatentRanking.ByRate(rates) : LatentRanking.BySpread(model.Encode(Data.Test)));
    }

    public RunFolder Folder { get; }

    public RunManifest Manifest { get; }

    public TrainedVae Model { get; }

    /// <summary>The data that the run learned from, its validation split taken off.</summary>
    public Dataset Data => data.Value;

    /// <summary>Which latents say most on the test split: by their rate as training left it, where there is one.</summary>
    public LatentRanking Ranking => ranking.Value;

    /// <summary>The table that the run learned from.</summary>
    public TableDataset Table => table.Value;

    /// <param name="terminal">Where a damaged folder is warned of.</param>
    /// <param name="path">The run folder.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="tables">Whether the verb knows runs on tables.</param>
    /// <param name="load">Reads the run's images; without a word by default.</param>
    /// <param name="communicator">The processes that share the verb's work; this one alone by default.</param>
    public static LoadedRun Open(Terminal terminal, string path, string device = "cpu", bool tables = false, Func<string, DataOptions?, Dataset>? load = null, Communicator? communicator = null)
    {
        var folder = RunFolder.Open(path);
        var manifest = folder.ReadManifest();
        if (manifest.Table is not null && !tables)
            throw new OptionsException([$"{path} learned from a table, but this verb is for images. Use elbo evaluate, encode, decode, score, impute, report or compare."]);
        var model = TrainedVae.Load(path, device);
        terminal.Warn(folder.FindDamage());
        model.Communicator = communicator ?? Communicator.Alone;
        return new(folder, manifest, model, load ?? ((name, options) => Datasets.Load(name, options)));
    }

    /// <summary>The same for a verb that takes DATA: a bar while the run's own image files are decoded.</summary>
    public static LoadedRun OpenWatched(Terminal terminal, string path, string device, CancellationToken cancellation, bool tables = false) =>
        Open(terminal, path, device, tables, (name, options) => LoadedData.Load(terminal, name, options, json: true, cancellation, withNotes: false));

    public ImageSet Split(string name) => Data.Split(name)
        ?? throw new OptionsException([$"--split was {name}, but {Folder.Root} has no validation split. Use --split test or --split train."]);

    /// <summary>Indices of a split, checked.</summary>
    public static ImageSet Examples(ImageSet split, IReadOnlyList<int> indices, string option)
    {
        foreach (var index in indices)
            if (index < 0 || index >= split.Count)
                throw new OptionsException([$"{option} held {index}; the split has examples 0 to {split.Count - 1}."]);
        return split.Select(indices);
    }

    /// <summary>What the doctor needs to judge the best weights on a split.</summary>
    public Evidence Evidence(string split, SplitNumbers numbers) =>
        Manifest.EvidenceOf(Folder.ReadMetrics(), Manifest.BestEpoch, split, numbers)
            .With(Model.Model, Split(split), DataFacts.Of(Data.Train, Split(split), Model.Options.Likelihood, Model.Binarization));

    /// <summary>Draws the run's figures and writes its report.</summary>
    /// <param name="column">For a table: the column by which codes are coloured; null for the one that they tell apart best.</param>
    /// <param name="cancellation">Stops between figures.</param>
    public void WriteReport(string? column = null, CancellationToken cancellation = default)
    {
        if (Manifest.Table is not null)
            RunReport.Write(Folder, Model, Table, column, cancellation);
        else
            RunReport.Write(Folder, Model, Data, cancellation);
    }

    public void Dispose() => Model.Dispose();

    private static TableDataset ReadTable(RunManifest manifest)
    {
        var loaded = TableDataset.Load(manifest.Data.Name, manifest.Table!);
        if (loaded.Test.Fingerprint() != manifest.Data.TestFingerprint)
            throw new DataException($"{manifest.Data.Name} holds other rows now than when the run learned from it. Restore the file, or train a new run.");
        return manifest.Training.Validation > 0 ? loaded.WithValidation(manifest.Training.Validation) : loaded;
    }

    private static Dataset Read(RunManifest manifest, Func<string, DataOptions?, Dataset> load)
    {
        var loaded = load(manifest.Data.Name, manifest.Data.Options);
        if (loaded.Test.Fingerprint() != manifest.Data.TestFingerprint)
            throw new DataException($"{manifest.Data.Name} holds other images now than when the run learned from it. Restore the data, or train a new run.");
        return manifest.Training.Validation > 0 ? loaded.WithValidation(manifest.Training.Validation) : loaded;
    }
}
