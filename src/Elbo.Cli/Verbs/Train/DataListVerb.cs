using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Screens;
using Elbo.Data.Known;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo data list</c>: the data sets that Elbo knows by name, and where they are.</summary>
internal static class DataListVerb
{
    public static Command Create(Terminal terminal)
    {
        var json = CommonOptions.Json();
        var command = new Command("list", "List the known data sets: their contents, where they are, and how to get a missing one.") { json };
        command.SetAction(parsed =>
        {
            var found = DatasetCatalog.Locate();
            return terminal.Show(
                parsed.GetValue(json), () => new JsonObject { ["datasets"] = new JsonArray([.. found.Select(Node)]) },
                console => DataListView.Write(console, found));
        });
        return command.WithExamples("elbo data list", "elbo data list --json");
    }

    private static JsonObject Node(KnownDatasetStatus status) => new()
    {
        ["name"] = status.Dataset.Name,
        ["description"] = status.Dataset.Description,
        ["shape"] = Json.Shape(status.Dataset.Shape),
        ["splits"] = new JsonArray([.. status.Dataset.Splits.Select(split => new JsonObject
        {
            ["name"] = split.Name,
            ["count"] = split.Count,
            ["has_labels"] = split.HasLabels,
            ["files"] = Json.Strings(split.Files),
        })]),
        ["present"] = status.IsPresent,
        ["folder"] = status.Folder,
        ["searched"] = new JsonArray([.. status.Searched.Select(searched => new JsonObject
        {
            ["folder"] = searched.Path,
            ["missing"] = Json.Strings(searched.Missing),
        })]),
    };
}
