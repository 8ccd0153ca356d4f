using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Data.Known;

namespace Elbo.Cli;

/// <summary>Data read for a verb, with a bar while image files are decoded, and notes about what was left out.</summary>
internal static class LoadedData
{
    /// <summary>Data to train on, in splits.</summary>
    public static Dataset<ImageSet> Load(Terminal terminal, string data, DataOptions? options, bool json, CancellationToken cancellation, bool withNotes = true)
    {
        var dataset = Watch(terminal, data, json, progress => Datasets.LoadWatched(data, options, null, progress, cancellation));
        Tell(terminal, json, dataset.Name, withNotes ? dataset.Notes : []);
        return dataset;
    }

    /// <summary>Data to use a model on, nothing held out.</summary>
    public static GivenImages LoadGiven(Terminal terminal, string data, DataOptions? options, CancellationToken cancellation)
    {
        var given = Watch(terminal, data, json: true, progress => GivenImages.LoadFrom(data, options, null, progress, cancellation));
        Tell(terminal, json: true, given.Name, given.Notes);
        return given;
    }

    /// <summary>Prints notes about data that a model is used on.</summary>
    public static void Tell(Terminal terminal, string data, IReadOnlyList<string> notes) => Tell(terminal, json: true, data, notes);

    private static T Watch<T>(Terminal terminal, string data, bool json, Func<IProgress<DataProgress>, T> load)
    {
        var isWatched = terminal.IsInteractive && DatasetCatalog.Find(data) is null;
        return new EvaluateProgress(terminal.Words(json), isWatched).Watch("Reading images", progress => load(new Share(progress)));
    }

    private static void Tell(Terminal terminal, bool json, string name, IReadOnlyList<string> notes)
    {
        foreach (var note in notes)
            terminal.Words(json).WriteUnbroken($"{name}: {note}");
    }

    private sealed class Share(IProgress<double> to) : IProgress<DataProgress>
    {
        public void Report(DataProgress value) => to.Report((double)value.Done / value.Total);
    }
}
