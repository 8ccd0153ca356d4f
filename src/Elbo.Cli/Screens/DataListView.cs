using Elbo.Data.Known;
using Spectre.Console;
using static System.FormattableString;

namespace Elbo.Cli.Screens;

/// <summary>The known data sets, one block each; for a missing one, where to put which files.</summary>
internal static class DataListView
{
    public static void Write(IAnsiConsole console, IReadOnlyList<KnownDatasetStatus> found)
    {
        var facts = new FactList(console, nameWidth: 9);
        foreach (var (index, status) in found.Index())
        {
            if (index > 0)
                console.WriteLine();
            var known = status.Dataset;
            facts.Heading(known.Name, status.IsPresent ? "present" : "not on this machine", status.IsPresent ? Color.Green : Color.Yellow);
            facts.Add("what", known.Description);
            facts.Add("examples", Invariant($"{string.Join(", ", known.Splits.Select(Describe))}, each {known.Shape}, {Labels(known)}"));
            if (status.Folder is { } folder)
            {
                facts.AddLines("folder", [folder]);
                continue;
            }
            facts.Add("files", string.Join(", ", known.Files));
            facts.AddLines("looked in", status.Searched.Select(Describe));
            facts.Add("to add it", known.Source is null
                ? $"Put the files, each plain or gzipped (.gz), into one of these folders; or set {DataPlaces.Variable} to a "
                    + $"folder with {known.Name}/ in it; or give their folder's path instead of the name."
                : $"elbo data fetch {known.Name}; or put the files into one of these folders, or in {known.Name}/ "
                    + $"of a folder that {DataPlaces.Variable} names.");
        }
    }

    private static string Describe(KnownSplit split) => Invariant($"{split.Count:N0} {(split.Name == "train" ? "training" : split.Name)}");

    private static string Labels(KnownDataset known) => known.Splits.All(split => split.HasLabels) ? "labelled" : "no labels";

    private static string Describe(SearchedFolder searched) => !Directory.Exists(searched.Path) ? searched.Path
        : $"{searched.Path} (lacks {string.Join(", ", searched.Missing)})";
}
