using System.CommandLine;
using Elbo.Cli.Screens;
using Elbo.Compute.Distributed;
using Elbo.Files;
using Elbo.Models;
using Elbo.Models.Storage;
using Elbo.Reports;
using Elbo.Runs;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo train</c>: data and options in, a run folder out.</summary>
internal static class TrainVerb
{
    public const string Description = "Train a VAE and leave a run folder with weights, numbers, figures and a report.";

    public static Command Create(Terminal terminal)
    {
        var (command, _) = Define(terminal);
        return command;
    }

    /// <summary>The verb, and what a person asked for in a parsed line of it.</summary>
    internal static (Command Command, Func<ParseResult, TrainingRequest> Read) Define(Terminal terminal)
    {
        var data = new Argument<string?>("DATA") { Description = DataOptionSet.DataDescription, Arity = ArgumentArity.ZeroOrOne };
        data.CompletionSources.Add(Suggestions.Datasets);
        var recipe = CommonOptions.Value<string?>("--recipe", "NAME", "Start from a recipe's options (see elbo recipes), or from a .json file.");
        recipe.CompletionSources.Add(Suggestions.Recipes);
        var moved = CommonOptions.Data();
        var output = CommonOptions.Value<string?>("--out", "RUN", "The run folder to make (runs/NAME).");
        var resume = new Option<bool>("--resume") { Description = "Continue the run in --out where it was stopped, or from its last checkpoint." };
        var seeds = CommonOptions.Value<int?>("--seeds", "N", "Train with N seeds, from --seed on: a run in RUN/seed-S for each, and their mean.");
        var columns = ColumnsOption.Create();
        var tensorBoard = new Option<bool>("--tensorboard")
        {
            Description = "Also write the numbers and the picture of every epoch for TensorBoard: tensorboard --logdir RUN. A resumed run goes on with it.",
        };
        var (force, json, settings) = (CommonOptions.Force(), CommonOptions.Json(), new SettingOptions());
        var images = new DataOptionSet();
        foreach (var option in new Option[] { recipe, output, resume, seeds, force, json })
            option.Under(HelpGroups.Run);
        moved.Under(HelpGroups.Run, isRare: true);
        columns.Under(HelpGroups.Data);
        var command = new Command("train", Description)
        {
            data, recipe, output, seeds, resume, moved, columns, tensorBoard, force, json,
        };
        images.AddTo(command, hasCondition: true);
        settings.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Ranks.Run(terminal, parsed.GetValue(CommonOptions.Verbose), (communicator, terminal) =>
        {
            var host = TerminalHost.Of(terminal, parsed.GetValue(json), cancellation, communicator);
            var call = Ranks.Together(communicator, () => Asked(parsed, communicator));
            return call.IsSeries
                ? new TrainSeeds(terminal, call, host, run => Watch(terminal, run, call.Json, cancellation, tensorBoard: call.TensorBoard)).Run()
                : Run(terminal, call, host, cancellation);
        })));
        return (command.WithExamples(
            "elbo train mnist",
            "elbo train --recipe flax --seed 1 --out runs/flax-1",
            "elbo train mnist --latents 2 --epochs 50 --validation 10000 --out runs/flat",
            "elbo train houses.csv --columns price:positive,id:skip",
            "elbo train photos --size 64 --out runs/photos",
            "elbo train mnist --labels 3 --out runs/three",
            "elbo train mnist --condition label --out runs/digits",
            "elbo train --recipe flax --seeds 5 --out runs/flax-seeds",
            "elbo train --resume --out runs/flat --epochs 100"), Read);

        TrainCall Asked(ParseResult parsed, Communicator communicator)
        {
            var call = new TrainCall(
                Read(parsed), parsed.GetValue(resume), parsed.GetValue(force), parsed.GetValue(seeds), parsed.GetValue(tensorBoard), parsed.GetValue(json));
            return communicator.IsAlone || !call.IsSeries
                ? call
                : throw new OptionsException(
                    ["--seeds trains run after run by one process. Leave it out, and start each seed with its own mpirun and --seed."]);
        }

        string? DataOf(ParseResult parsed) => (parsed.GetValue(data), parsed.GetValue(moved)) switch
        {
            ({ } named, { } place) => throw new OptionsException([$"DATA was {named} and --data was {place}. Give one of them."]),
            (var named, var place) => named ?? place,
        };

        TrainingRequest Read(ParseResult parsed) => new()
        {
            Data = DataOf(parsed),
            DataOptions = images.Read(parsed),
            Columns = parsed.GetValue(columns),
            Recipe = parsed.GetValue(recipe),
            Plugins = Plugins.Given,
            Settings = settings.Read(parsed),
            Folder = parsed.GetValue(output),
        };
    }

    private static int Run(Terminal terminal, TrainCall call, TrainingHost host, CancellationToken cancellation)
    {
        var ranks = host.Communicator;
        // If a rank refuses the request, all stop here: none waits for it while data is read.
        var plan = Ranks.Together(ranks, () => Plan(call, ranks));
        if (plan.IsDone)
            return ranks.IsFirst ? Finish(terminal, RunFolder.Open(plan.Folder), call, cancellation) : ExitCode.Done;
        using var run = Ranks.Together(ranks, () => call.Resume ? plan.Resume(host) : plan.Start(host, call.Force));
        if (!Watch(terminal, run, call.Json, cancellation, ranks.IsFirst, call.TensorBoard))
        {
            terminal.Error.WriteLine($"elbo: stopped after {run.Manifest.EpochsDone} of {run.Manifest.Training.Epochs} epochs. "
                + $"Continue with: elbo train --resume --out {CommandWords.Quote(run.Folder.Root)}");
            return ExitCode.Cancelled;
        }
        if (call.Json && ranks.IsFirst)
            terminal.Out.WriteLine(TrainJson.Of(run.Manifest, run.Folder));
        return ExitCode.Done;
    }

    private static TrainingPlan Plan(TrainCall call, Communicator ranks)
    {
        if (call.Resume)
            return TrainingPlan.OfRun(call.Request);
        var plan = TrainingPlan.Of(call.Request);
        if (ranks.IsFirst)
            RunFolder.ThrowIfTaken(plan.Folder, call.Force);
        return plan;
    }

    /// <summary>Writes the report of a finished run if it is missing: the process may have ended while drawing it.</summary>
    private static int Finish(Terminal terminal, RunFolder folder, TrainCall call, CancellationToken cancellation)
    {
        var manifest = folder.ReadManifest();
        var words = terminal.Words(call.Json);
        var (done, more) = manifest.Stopped is { } reason
            ? ($"{folder.Root} stopped early after epoch {manifest.EpochsDone}. {reason}", $"--patience {manifest.Training.Patience * 2}")
            : ($"{folder.Root} has done all of its {manifest.EpochsDone} epochs.", $"--epochs {manifest.EpochsDone * 2}");
        words.WriteUnbroken($"{done} More: elbo train --resume --out {CommandWords.Quote(folder.Root)} {more}");
        if (!File.Exists(folder.ReportPath))
        {
            using var run = OpenRun.Open(terminal, folder.Root, data: call.Request.Data, tables: true);
            run.WriteReport(cancellation: cancellation);
            words.WriteUnbroken($"Report   {Path.GetFullPath(folder.ReportPath)}");
        }
        if (call.Json)
            terminal.Out.WriteLine(TrainJson.Of(manifest, folder));
        return ExitCode.Done;
    }

    /// <summary>Trains to the end and writes the report; false if it was cancelled.</summary>
    internal static bool Watch(
        Terminal terminal, TrainingRun run, bool json, CancellationToken cancellation, bool isFirst = true, bool tensorBoard = false)
    {
        var screen = new TrainScreen(terminal.Words(json), terminal.IsInteractive, run.Manifest, ModuleSummary.Of(run.Model), run.Folder);
        terminal.Warn(run.Warning);
        TrainedVae model;
        try
        {
            model = screen.Watch(progress => run.Train(
                isFirst ? EpochReconstructions.Of(run, TensorBoardEvents.Of(run, tensorBoard, progress)) : progress, cancellation));
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        using (model)
            if (!isFirst)
                return true; // Rank 0 writes it.
            else
                RunReport.Write(run.Folder, model, run.Data, cancellation: cancellation);
        screen.Finish(run.Manifest);
        return true;
    }
}
