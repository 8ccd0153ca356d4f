using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Diagnosis;
using Elbo.Evaluation;
using Elbo.Runs;
using Spectre.Console;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo evaluate</c>: the numbers of a run's best weights on a split.</summary>
internal static class EvaluateVerb
{
    public static Command Create(Terminal terminal)
    {
        var (run, json, device) = (CommonOptions.Run(), CommonOptions.Json(), CommonOptions.Device());
        var split = CommonOptions.Split();
        var seed = new Option<ulong?>("--seed") { Description = "Seed of eps and of dynamic binarization (the draws behind the numbers in run.json).", HelpName = "S" };
        var command = new Command("evaluate", "Print −ELBO, distortion, rate and active latents on held-out data.") { run, split, seed, device, json };
        command.SetAction((parsed, cancellation) =>
        {
            using var loaded = LoadedRun.Open(parsed.GetRequiredValue(run), parsed.GetRequiredValue(device));
            var name = parsed.GetRequiredValue(split);
            var estimate = Estimate(loaded, loaded.Split(name), parsed.GetValue(seed), cancellation);
            var findings = Doctor.Examine(loaded.Evidence(name, SplitNumbers.From(estimate)));
            if (parsed.GetValue(json))
                terminal.Out.WriteLine(Document(loaded, name, estimate, findings));
            else
                Show(terminal.Words(json: false), loaded, name, estimate, findings);
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples("elbo evaluate runs/mnist", "elbo evaluate runs/mnist --split train --json");
    }

    /// <summary>Without a seed, with the draws of training's own evaluation, so that run.json is repeated to the last digit.</summary>
    private static ElboEstimate Estimate(LoadedRun run, ImageSet images, ulong? seed, CancellationToken cancellation) => seed is { } chosen
        ? run.Model.Evaluate(images, chosen, cancellation: cancellation)
        : run.Model.Evaluate(images, run.Manifest.Training.Seed, run.Manifest.BestEpoch, cancellation);

    private static string Document(LoadedRun run, string split, ElboEstimate estimate, IReadOnlyList<Finding> findings)
    {
        var document = new JsonObject
        {
            ["run"] = run.Folder.Root,
            ["data"] = run.Manifest.Data.Name,
            ["split"] = split,
            ["examples"] = estimate.Examples,
            ["binarization"] = Json.Name(estimate.Binarization),
            ["likelihood"] = run.Model.Options.Likelihood.Name,
            ["sigma"] = Json.Sigma(run.Model.Options.Likelihood),
            ["epoch"] = run.Manifest.BestEpoch,
        };
        foreach (var (key, value) in Json.Numbers(SplitNumbers.From(estimate))!.ToList())
            document[key] = value?.DeepClone();
        document["latents"] = run.Model.Options.Latents;
        document["findings"] = Json.Findings(findings);
        return Json.Write(document);
    }

    private static void Show(IAnsiConsole console, LoadedRun run, string split, ElboEstimate estimate, IReadOnlyList<Finding> findings)
    {
        console.WriteLine(Minus.True($"{run.Folder.Root}: {run.Manifest.Data.Name}, {split} split, {estimate.Examples:N0} examples, likelihood {run.Model.Options.Likelihood.Describe()}, binarization {Json.Name(estimate.Binarization)}, weights of epoch {run.Manifest.BestEpoch}"));
        var table = new Table().Border(TableBorder.Simple).AddColumns(new TableColumn("nats per example"), new TableColumn("").RightAligned());
        table.AddRow("−ELBO", Minus.True($"{estimate.NegElbo:F2} ± {estimate.StandardError:F2}"));
        table.AddRow("distortion", Minus.True($"{estimate.Distortion:F2}       "));
        table.AddRow("rate", Minus.True($"{estimate.Rate:F2}       "));
        table.AddRow("active latents", Minus.True($"{estimate.ActiveLatents} of {run.Model.Options.Latents}       "));
        console.Write(table);
        FindingsView.Write(console, findings);
    }
}
