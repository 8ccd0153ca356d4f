using Elbo.Cli.Screens;
using Elbo.Data;

namespace Elbo.Cli;

/// <summary>Data read for a verb, with a bar while image files are decoded and a word on what was left out.</summary>
internal static class LoadedData
{
    public static Dataset Load(Terminal terminal, string data, DataOptions? options, bool json, CancellationToken cancellation, bool withNotes = true)
    {
        var console = terminal.Words(json);
        var isWatched = terminal.IsInteractive && DatasetCatalog.Find(data) is null;
        var dataset = new EvaluateProgress(console, isWatched).Watch("Reading images", progress =>
            Datasets.LoadWatched(data, options, null, new Share(progress), cancellation));
        foreach (var note in withNotes ? dataset.Notes : [])
            console.WriteUnbroken($"{dataset.Name}: {note}");
        return dataset;
    }

    private sealed class Share(IProgress<double> to) : IProgress<DataProgress>
    {
        public void Report(DataProgress value) => to.Report((double)value.Done / value.Total);
    }
}
