using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Cli.Screens;
using Elbo.Data.Tables;
using Elbo.Files;
using Elbo.Models.Layers;
using Elbo.Objectives;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Spectre.Console;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo train --seeds N</c>: one recipe with several seeds, a run folder for each, and their mean.</summary>
/// <param name="terminal">Where it writes.</param>
/// <param name="request">What is trained, and where to; its seed is the first one.</param>
/// <param name="count">How many seeds; null takes those of the series that is resumed.</param>
/// <param name="json">Whether one JSON document is wanted.</param>
/// <param name="train">Trains one run to its end; false where it was cancelled.</param>
internal sealed class TrainSeeds(Terminal terminal, TrainRequest request, int? count, bool json, Func<TrainingRun, bool> train)
{
    private const int MostSeeds = 1000;

    public int Run()
    {
        var root = request.Resume ? request.ResumedFolder : Plan().Output;
        var seeds = request.Resume ? Resumed(root) : Seeds(request.Plan().Training.Seed);
        if (!request.Resume)
            foreach (var seed in seeds)
                RunFolder.ThrowIfTaken(SeedSeries.RunPath(root, seed), request.Force);
        foreach (var (index, seed) in seeds.Index())
        {
            SeedSeries.Of(root, seeds).Write(root);
            terminal.Words(json).WriteLine($"{(index > 0 ? "\n" : "")}Seed {seed}, {index + 1} of {seeds.Count}");
            using var run = Open(root, seed, SeedSeries.RunPath(root, seeds[0]));
            if (run is null)
                terminal.Words(json).WriteLine("done already");
            else if (!train(run))
            {
                terminal.Error.WriteLine($"elbo: stopped at seed {seed}, the {Ordinal(index + 1)} of {seeds.Count}. "
                    + $"Continue with: elbo train --resume --out {CommandWords.Quote(root)}");
                return ExitCode.Cancelled;
            }
        }
        var series = SeedSeries.Of(root, seeds);
        series.Write(root);
        SeedsView.Write(terminal.Words(json), series, root);
        if (json)
            terminal.Out.WriteLine(Document(root, series));
        return ExitCode.Done;
    }

    private TrainPlan Plan()
    {
        var plan = request.Plan();
        plan.Validate();
        if (File.Exists(Path.Combine(plan.Output, "run.json")))
            throw new RunException($"{plan.Output} holds a run, and a series of seeds needs a folder of its own. Choose another folder with --out.");
        if (SeedSeries.IsAt(plan.Output) && !request.Force)
            throw new RunException($"{plan.Output} already holds a series of seeds. Continue it with --resume, replace it with --force, or choose another folder with --out.");
        return plan;
    }

    private IReadOnlyList<ulong> Resumed(string root)
    {
        if (!SeedSeries.IsAt(root) && File.Exists(Path.Combine(root, "run.json")))
            throw new OptionsException([$"--seeds was {count}, but {root} holds one run and no series of seeds. Leave --seeds out to resume it."]);
        var has = SeedSeries.Read(root).Seeds;
        if (request.Overrides.Seed is { } first && first != has[0])
            throw new OptionsException([$"--seed was {first}, but the series begins with {has[0]}. Leave it out to resume."]);
        return count is null ? has : count < has.Count
            ? throw new OptionsException([$"--seeds was {count}, but the series has {has.Count}. Give at least as many, or leave it out to resume."])
            : Seeds(has[0]);
    }

    private IReadOnlyList<ulong> Seeds(ulong first)
    {
        if (count is < 1 or > MostSeeds || first > ulong.MaxValue - (ulong)count!.Value)
            throw new OptionsException([$"seeds was {count} from {first} on; it must be from 1 to {MostSeeds}, and no seed above {ulong.MaxValue}. Use --seeds 5."]);
        return [.. Enumerable.Range(0, count.Value).Select(i => first + (ulong)i)];
    }

    /// <summary>The run of a seed, to be begun or continued; null where it has done all of its epochs.</summary>
    private TrainingRun? Open(string root, ulong seed, string first)
    {
        var path = SeedSeries.RunPath(root, seed);
        var one = request with { Output = path, Overrides = request.Overrides with { Seed = seed } };
        if (!request.Resume || !File.Exists(Path.Combine(first, "run.json")))
            return TrainVerb.Start(one with { Resume = false }, terminal.Words(json));
        if (!File.Exists(Path.Combine(path, "run.json")))
            return StartLike(one, RunFolder.Open(first).ReadManifest());
        var manifest = RunFolder.Open(path).ReadManifest();
        var epochs = request.Overrides.Epochs ?? manifest.Training.Epochs;
        return manifest.Status == RunStatus.Finished && manifest.EpochsDone >= epochs ? null : TrainVerb.Resume(one);
    }

    /// <summary>A seed that was not begun before: everything else is as in the first seed's run.</summary>
    private static TrainingRun StartLike(TrainRequest one, RunManifest like)
    {
        (one with { Overrides = one.Overrides with { Seed = null } }).ThrowIfDiffers(like);
        var training = one.Overrides.Apply(like.Training);
        var origin = new RunOrigin(like.Recipe, like.CommandWith(training));
        return like.Table is { } table
            ? TrainingRun.Start(one.Output!, TableDataset.Load(like.Data.Name, table), like.Model, training, origin)
            : TrainingRun.Start(one.Output!, one.Load(like.Data.Name, like.Data.Options), like.Model, training, origin);
    }

    private static string Document(string root, SeedSeries series) => Json.Write(new JsonObject
    {
        ["folder"] = root,
        ["seeds"] = new JsonArray([.. series.Seeds.Select(seed => (JsonNode)seed)]),
        ["train"] = Statistics(series.Train),
        ["test"] = Statistics(series.Test),
        ["runs"] = new JsonArray([.. series.Seeds.Select(seed => RunFolder.Open(SeedSeries.RunPath(root, seed))).Select(folder => JsonNode.Parse(TrainJson.Of(folder.ReadManifest(), folder)))]),
    });

    private static JsonObject? Statistics(SeedStatistics? statistics) => statistics is null ? null : new()
    {
        ["neg_elbo"] = Mean(statistics.NegElbo),
        ["distortion"] = Mean(statistics.Distortion),
        ["rate"] = Mean(statistics.Rate),
    };

    private static JsonObject Mean(MeanOverSeeds mean) => new() { ["mean"] = Json.Number(mean.Mean), ["standard_error"] = mean.StandardError is { } error ? Json.Number(error) : null };

    private static string Ordinal(int number) => number.ToString(CultureInfo.InvariantCulture) + (number % 100 is 11 or 12 or 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });
}
