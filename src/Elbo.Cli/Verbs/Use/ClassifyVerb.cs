using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Examples;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Files;
using Elbo.Files.NumPy;
using Elbo.Models;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo classify</c>: the class of each example by the model's classifier.</summary>
internal static class ClassifyVerb
{
    public const string Description = "Find the class of examples, with probabilities: runs with --objective m2.";

    public static Command Create(Terminal terminal)
    {
        var (run, device, force, json) = (CommonOptions.Run(), CommonOptions.Device(), CommonOptions.Force(), CommonOptions.Json());
        var examples = new ExampleOptions();
        var output = CommonOptions.Value<string?>(
            "--out", "FILE", "Write every example's class and probabilities: .csv, .parquet or .npz (with names and labels), or .npy (float32 [N, K]).");
        var command = new Command("classify", Description) { run };
        foreach (var option in (Option[])[output, device, force, json])
            command.Options.Add(option);
        examples.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var (path, isForced) = (parsed.GetValue(output), parsed.GetValue(force));
            OutputFile.ThrowIfImpossible(path, isForced, "--out", "classes.csv", FileFormat.OfNumbers);
            using var loaded = OpenRun.OpenWatched(
                terminal, parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), examples.RunData(parsed), cancellation, tables: true);
            var names = NamesOf(loaded);
            var given = examples.Read(terminal, parsed).Read(loaded, cancellation);
            var classified = new Classified(
                given, names, ClassProbabilities.Of(loaded.Model, given.Set, cancellation), loaded.Conditioned(given.Set, given.Source).Conditions?.Labels);
            if (path is not null)
                OutputFile.WriteNumbers(path, classified.Numbers(), isForced);
            return Task.FromResult(terminal.Show(
                parsed.GetValue(json), () => classified.Document(loaded, path), console => ClassifyView.Write(console, classified, path)));
        });
        return command.WithExamples(
            "elbo classify runs/few",
            "elbo classify runs/few scans/ --out classes.csv",
            "elbo classify runs/few mnist --split train --limit 1000 --out classes.parquet");
    }

    private static IReadOnlyList<string> NamesOf(OpenRun run) => run.Manifest.Condition is { IsInferred: true, Classes: { } classes }
        ? classes.Categories
        : throw new OptionsException([$"{run.Folder.Root} has no classifier. Use a run that was trained with --objective m2."]);
}

/// <summary>Examples with the probabilities of their classes.</summary>
/// <param name="Given">The examples.</param>
/// <param name="Names">The names of the K classes.</param>
/// <param name="Found">q(y given x).</param>
/// <param name="Labels">The class of each example, negative if it is not known; null if none is.</param>
internal sealed record Classified(GivenExamples Given, IReadOnlyList<string> Names, ClassProbabilities Found, long[]? Labels)
{
    /// <summary>The likeliest class of each example.</summary>
    public long[] Classes { get; } = Found.Likeliest;

    /// <summary>How many labels were found; null without labels.</summary>
    public ClassScores? Scores { get; } = ClassScores.Of(Found, Labels, Names);

    /// <summary>The mean probability of the likeliest class.</summary>
    public double Certainty => Enumerable.Range(0, Found.Count).Average(i => (double)Found.Row(i)[(int)Classes[i]]);

    /// <summary>All of it for a file, in the order of the data.</summary>
    public ExampleNumbers Numbers() => Given.Numbers(
        () => NpyArray.Of<float>(Found.Values, Found.Count, Found.Classes),
        () =>
        [
            new("class", Classes.Select(k => Names[(int)k]).ToArray()),
            new("probability", Enumerable.Range(0, Found.Count).Select(i => Found.Row(i)[(int)Classes[i]]).ToArray()),
            .. Names.Select((name, k) => new TableColumn($"p({name})", Enumerable.Range(0, Found.Count).Select(i => Found.Row(i)[k]).ToArray())),
        ]);

    /// <summary>The JSON document.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The file of all examples; null for none.</param>
    public JsonObject Document(OpenRun run, string? path) => new()
    {
        ["run"] = run.Folder.Root,
        ["source"] = Given.Source,
        ["examples"] = Found.Count,
        ["classes"] = new JsonArray([.. Names.Select((name, k) => new JsonObject
        {
            ["name"] = name,
            ["examples"] = Classes.Count(found => found == k),
        })]),
        ["mean_probability"] = Json.Number(Certainty),
        ["scores"] = Scores is null ? null : Json.Classes(Scores),
        ["file"] = path,
    };
}
