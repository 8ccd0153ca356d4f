using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Screens;
using Elbo.Data.Known;
using Elbo.Files;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo data fetch NAME</c>: downloads a known data set.</summary>
internal static class DataFetchVerb
{
    /// <summary>The timeout for a silent server.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME")
        {
            Description = "A known data set (see elbo data list).",
            CompletionSources = { Suggestions.Datasets },
        };
        var to = CommonOptions.Value<string?>(
            "--to", "FOLDER", "The folder for its files (its place in the user's data folder, where it is found by name).");
        var mirror = CommonOptions.Value<string?>("--mirror", "URL", "Another address to download its files from.");
        var json = CommonOptions.Json();
        var command = new Command("fetch", "Download a known data set; a stopped download is resumed.") { name, to, mirror, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var dataset = Named(parsed.GetRequiredValue(name), parsed.GetValue(mirror));
            using var client = new HttpClient { Timeout = Patience };
            var folder = await new FetchScreen(terminal.Words(parsed.GetValue(json)), terminal.IsInteractive)
                .Watch(progress => DatasetFetch.Run(dataset, client, parsed.GetValue(to), progress, cancellation));
            var isFound = dataset.Locate().Folder == folder;
            if (parsed.GetValue(json))
                terminal.Out.WriteLine(Json.Write(new JsonObject { ["name"] = dataset.Name, ["folder"] = folder, ["by_name"] = isFound }));
            else
                terminal.Words(json: false).WriteUnbroken(
                    $"{dataset.Name} is in {folder}. Train on it: elbo train {CommandWords.Quote(isFound ? dataset.Name : folder)}");
            return ExitCode.Done;
        });
        return command.WithExamples("elbo data fetch fashion-mnist", "elbo data fetch cifar10 --to data/cifar10");
    }

    private static KnownDataset Named(string name, string? mirror)
    {
        var dataset = DatasetCatalog.Find(name)
            ?? throw new OptionsException([$"NAME was '{name}'; known data sets are {string.Join(", ", DatasetCatalog.All.Select(known => known.Name))}."]);
        if (mirror is null)
            return dataset;
        return Uri.TryCreate(mirror, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? dataset with { Source = dataset.Source with { Mirrors = [mirror.TrimEnd('/') + "/"] } }
            : throw new OptionsException([$"--mirror was '{mirror}'; it must be an address that begins with http:// or https://."]);
    }
}
