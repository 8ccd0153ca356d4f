using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Runs;

namespace Elbo.Analysis.Comparison;

/// <summary>The options of a run as <c>run.json</c> has them, flat and by name: an option that is added to it is compared without further ado.</summary>
internal static class RunOptions
{
    private const string Absent = "none";

    /// <summary>Names in <c>run.json</c> that the command line calls otherwise.</summary>
    private static readonly Dictionary<string, string> Names = new() { ["learning_rate"] = "lr", ["net"] = "model", ["train_count"] = "training examples" };

    /// <summary>For each run, by path, the options that are not the same in all of them.</summary>
    public static Dictionary<string, IReadOnlyDictionary<string, string>> Differences(IReadOnlyList<ComparedRun> runs)
    {
        var all = runs.ToDictionary(run => run.Path, run => Of(run.Manifest));
        string[] differ =
        [
            .. all.Values.SelectMany(options => options.Keys).Distinct()
                .Where(name => all.Values.Select(options => options.GetValueOrDefault(name, Absent)).Distinct().Count() > 1),
        ];
        return all.ToDictionary(
            run => run.Key,
            run => (IReadOnlyDictionary<string, string>)differ.ToDictionary(name => name, name => run.Value.GetValueOrDefault(name, Absent)));
    }

    private static Dictionary<string, string> Of(RunManifest run)
    {
        var options = new Dictionary<string, string> { ["data"] = run.Data.Name };
        Add(options, JsonSerializer.SerializeToNode(run.Data, KindJson.Lines)!["train_count"]!, "train_count");
        options["model"] = run.Model.Net.Name;
        foreach (var (name, value) in JsonSerializer.SerializeToNode(run.Model, KindJson.Lines)!.AsObject())
            if (name != "shape")
                Add(options, value, name);
        foreach (var (name, value) in JsonSerializer.SerializeToNode(run.Training, KindJson.Lines)!.AsObject())
            // How an imported model was trained is not known.
            if (run.Imported is null || name == "binarization")
                Add(options, value, name);
        return options;
    }

    private static void Add(Dictionary<string, string> options, JsonNode? value, string name)
    {
        switch (value)
        {
            case null:
                break;
            case JsonObject parts:
                // {"name": "gaussian", "sigma": 0.1} is the option itself and its numbers.
                foreach (var (part, each) in parts)
                    Add(options, each, part == "name" ? name : part);
                break;
            case JsonArray list:
                options[Shown(name)] = string.Join(',', list.Select(each => each?.ToString()));
                break;
            default:
                options[Shown(name)] = value.ToString();
                break;
        }
    }

    private static string Shown(string name) => Names.GetValueOrDefault(name, name.Replace('_', '-'));
}
