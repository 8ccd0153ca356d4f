using System.CommandLine;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Runs;
using Elbo.Settings;
using Spectre.Console;

namespace Elbo.Cli.Verbs;

/// <summary>A run, measured as a published figure was.</summary>
/// <param name="Manifest">What <c>run.json</c> says.</param>
/// <param name="Folder">The run folder.</param>
/// <param name="Result">Our number and the published one.</param>
/// <param name="Nll">The estimate behind it; null if the figure is a −ELBO.</param>
internal sealed record MeasuredRun(RunManifest Manifest, string Folder, Reproduction Result, NllEstimate? Nll);

/// <summary><c>elbo reproduce</c>: a recipe, trained and measured as its published figure was.</summary>
internal static class ReproduceVerb
{
    public const string Description = "Train a recipe, measure it under the published protocol, and compare.";

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("RECIPE")
        {
            Description = "A recipe with a published figure (see elbo recipes).",
            CompletionSources = { Suggestions.Recipes },
        };
        var data = CommonOptions.Value<string?>("--data", "DATA", "The recipe's data, where Elbo does not find it: a folder of IDX files.");
        var output = CommonOptions.Value<string?>(
            "--out", "RUN", "The run folder (runs/RECIPE): trained where there is none, continued where it stopped, taken where it is done.");
        var threads = CommonOptions.Value<int?>("--threads", "T", "Threads of the engine and of libtorch (OMP_NUM_THREADS, else one per core).");
        var limit = CommonOptions.Value<int?>("--limit", "N", "Measure only N examples, drawn at random, for a first look.");
        var (device, json) = (CommonOptions.Device(), CommonOptions.Json());
        var command = new Command("reproduce", Description)
        {
            name, data, output, threads, device, limit, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(limit) is < 1 and var few)
                throw new OptionsException([$"limit was {few}; it must be at least 1. Use --limit 1000."]);
            var recipe = Read(parsed.GetRequiredValue(name));
            var plan = TrainingPlan.Of(new()
            {
                Data = parsed.GetValue(data),
                Recipe = parsed.GetRequiredValue(name),
                Folder = parsed.GetValue(output),
                Settings = new() { ["threads"] = parsed.GetValue(threads), ["device"] = parsed.GetRequiredValue(device) },
            });
            if (!Train(terminal, plan, parsed.GetValue(json), cancellation))
                return Task.FromResult(ExitCode.Cancelled);
            var progress = new EvaluateProgress(terminal.Words(parsed.GetValue(json)), terminal.IsInteractive);
            using var run = OpenRun.Open(terminal, plan.Folder, parsed.GetRequiredValue(device));
            var measured = Measure(run, recipe.Published!, parsed.GetValue(limit), progress, cancellation);
            return Task.FromResult(terminal.Show(
                parsed.GetValue(json), () => ReproduceJson.Of(recipe, measured), console => ReproduceView.Write(console, recipe, measured)));
        });
        return command.WithExamples(
            "elbo reproduce seed-notebook",
            "elbo reproduce iwae-k5-dreg-364 --out runs/dreg",
            "elbo reproduce flax --data binarized-mnist",
            "elbo reproduce pythae-vae --data data/binarized-mnist");
    }

    private static Recipe Read(string name)
    {
        var recipe = RecipeBook.Read(name);
        if (recipe.Published is not null)
            return recipe;
        var others = RecipeBook.Names.Where(other => RecipeBook.Read(other).Published is not null);
        throw new OptionsException([
            $"the recipe {recipe.Name} has no published figure to reproduce; those that do are {string.Join(", ", others)}. "
            + $"Use one of them, or: elbo train --recipe {recipe.Name}"]);
    }

    /// <summary>Trains, continues, or takes the run as it is if it is done.</summary>
    /// <returns>False if it was cancelled.</returns>
    private static bool Train(Terminal terminal, TrainingPlan plan, bool json, CancellationToken cancellation)
    {
        using var run = plan.StartOrResume(TerminalHost.Of(terminal, json, cancellation));
        if (run is null)
            terminal.Words(json).WriteLine($"{plan.Folder} is done: {plan.Training.Epochs} epochs of {plan.Recipe}.");
        if (run is null || TrainVerb.Watch(terminal, run, json, cancellation))
            return true;
        terminal.Error.WriteLine($"elbo: stopped after {run.Manifest.EpochsDone} of {run.Manifest.Training.Epochs} epochs. Go on with the same command.");
        return false;
    }

    private static MeasuredRun Measure(OpenRun run, PublishedFigure published, int? limit, EvaluateProgress progress, CancellationToken cancellation)
    {
        var (manifest, folder) = (run.Manifest, run.Folder.Root);
        var numbers = published.Split == "train" ? manifest.Train! : manifest.Test!;
        var count = published.Split == "train" ? manifest.Data.TrainCount : manifest.Data.TestCount;
        if (published.IsAccuracy)
        {
            var share = numbers.Accuracy ?? throw new OptionsException([$"{folder} has no {published.Split} accuracy. Use a recipe with --objective m2."]);
            var error = 100 * Math.Sqrt(share * (1 - share) / count);
            return new(manifest, folder, new(published, 100 * share, error, count, manifest.EpochsDone, Binarization(run)), null);
        }
        if (published is { Metric: "neg_elbo", Samples: null })
            return new(manifest, folder, new(published, numbers.NegElbo, numbers.StandardError, count, manifest.EpochsDone, Binarization(run)), null);
        var split = run.Pictures(published.Split);
        var images = split.Subset(limit ?? split.Count, seed: 0);
        if (published is { Metric: "neg_elbo", Samples: { } draws })
        {
            var bound = run.Model.Evaluate(images, manifest.Training.Seed, manifest.BestEpoch, draws, cancellation);
            return new(manifest, folder, new(published, bound.NegElbo, bound.StandardError, bound.Examples, manifest.EpochsDone, Binarization(run)), null);
        }
        var samples = published.Samples ?? throw new OptionsException([
            "the published NLL does not say its number of samples. Add samples to the recipe's published figure."]);
        var estimate = progress.Watch($"NLL({samples:N0})", share =>
            run.Model.EstimateNll(images, samples, manifest.Training.Seed, new ExampleShare(share, images.Count), cancellation));
        return new(manifest, folder, new(published, estimate.Nll, estimate.StandardError, estimate.Examples, manifest.EpochsDone, Binarization(run)), estimate);
    }

    /// <summary>Data that contain only black and white are static under any binarization.</summary>
    private static Binarization Binarization(OpenRun run) =>
        PixelStatistics.Of(run.Images.Test).ShareBetween == 0 ? Data.Binarization.Static : run.Manifest.Training.Binarization;
}
