using Elbo.Cli.Examples;
using Elbo.Compute.Distributed;
using Elbo.Data;
using Elbo.Reports;
using Elbo.Runs;

namespace Elbo.Cli;

/// <summary>Opens runs for verbs, and selects the examples that options name.</summary>
internal static class RunOpening
{
    extension(OpenRun run)
    {
        /// <param name="terminal">For a warning about a damaged folder.</param>
        /// <param name="path">The run folder.</param>
        /// <param name="device">Where to compute.</param>
        /// <param name="data">The place of the run's data if it has moved; null for none.</param>
        /// <param name="tables">Whether the verb knows runs on tables.</param>
        /// <param name="load">Reads the run's images; null to read them in silence.</param>
        /// <param name="communicator">The processes that share the verb's work; null for this one only.</param>
        public static OpenRun Open(
            Terminal terminal, string path, string device = "cpu", string? data = null, bool tables = false,
            Func<string, DataOptions?, Dataset>? load = null, Communicator? communicator = null)
        {
            var manifest = RunFolder.Open(path).ReadManifest();
            if (!tables)
                ExampleForm.Of(manifest.Schema).ThrowIfNotImages(path);
            var opened = OpenRun.Open(manifest, path, device, data, load, communicator);
            terminal.Warn(opened.Damage);
            return opened;
        }

        /// <summary>Opens a run for a verb that takes DATA: with a bar while the run's own image files are decoded.</summary>
        public static OpenRun OpenWatched(
            Terminal terminal, string path, string device, string? data, CancellationToken cancellation, bool tables = false) => OpenRun.Open(
            terminal, path, device, data, tables, (name, options) => LoadedData.Load(terminal, name, options, json: true, cancellation, withNotes: false));

        /// <summary>A split of a run on images.</summary>
        public ImageSet Pictures(string name) => (ImageSet)run.Split(name);

        /// <summary>A split of the run's data, under the fixed condition if there is one.</summary>
        public ExampleSet Split(string name) => run.Data.Split(name) is { } split ? run.Conditioned(split, name)
            : throw new OptionsException([$"--split was {name}, but {run.Folder.Root} has no validation split. Use --split test or --split train."]);

        /// <summary>Draws the run's figures and writes its report.</summary>
        /// <param name="column">For a table: the column that codes are coloured by; null for the one that they separate best.</param>
        /// <param name="isShared">True puts the model itself into the report.</param>
        /// <param name="cancellation">Stops between figures.</param>
        public void WriteReport(string? column = null, bool isShared = false, CancellationToken cancellation = default) =>
            RunReport.Write(run.Folder, run.Model, run.Data, column, isShared, cancellation);
    }

    /// <summary>The examples of a split that an option names by their indices.</summary>
    public static ImageSet Examples(ImageSet split, IReadOnlyList<int> indices, string option)
    {
        foreach (var index in indices)
            if (index < 0 || index >= split.Count)
                throw new OptionsException([$"{option} asked for example {index}; the split has examples 0 to {split.Count - 1}."]);
        return split.Select(indices);
    }
}
