using System.CommandLine;
using Elbo.Cli.Screens;
using Elbo.Compute.Distributed;
using Elbo.Data.Tables;
using Elbo.Files;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Storage;
using Elbo.Reports;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Spectre.Console;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo train</c>: data and options in, a run folder out.</summary>
internal static class TrainVerb
{
    public static Command Create(Terminal terminal)
    {
        var (command, _) = Define(terminal);
        return command;
    }

    /// <summary>The verb, and what a person asked for in a parsed line of it.</summary>
    internal static (Command Command, Func<ParseResult, CancellationToken, TrainRequest> Read) Define(Terminal terminal)
    {
        var data = new Argument<string?>("DATA") { Description = DataOptionSet.DataDescription, Arity = ArgumentArity.ZeroOrOne };
        var recipe = new Option<string?>("--recipe") { Description = "Start from a recipe's options (see elbo recipes), or from a .json file.", HelpName = "NAME" };
        var output = new Option<string?>("--out") { Description = "The run folder to make (runs/NAME).", HelpName = "RUN" };
        var resume = new Option<bool>("--resume") { Description = "Continue the run in --out where it was stopped, or from its last checkpoint." };
        var seeds = new Option<int?>("--seeds") { Description = "Train with N seeds, from --seed on: a run in RUN/seed-S for each, and their mean.", HelpName = "N" };
        var columns = ColumnsOption.Create();
        var (force, json, overrides) = (CommonOptions.Force(), CommonOptions.Json(), new OverrideOptions());
        var images = new DataOptionSet();
        var command = new Command("train", "Train a VAE and leave a run folder with weights, numbers, figures and a report.")
        {
            data, recipe, output, seeds, resume, columns, force, json,
        };
        images.AddTo(command);
        overrides.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Ranks.Run(terminal, parsed.GetValue(CommonOptions.Verbose), (communicator, terminal) =>
        {
            var (count, document) = (parsed.GetValue(seeds), parsed.GetValue(json));
            var (request, isSeries) = Ranks.Together(communicator, () => Asked(parsed, communicator, terminal, cancellation));
            return isSeries
                ? new TrainSeeds(terminal, request, count, document, run => Watch(terminal, run, document, cancellation)).Run()
                : Run(terminal, request, document, cancellation);
        })));
        return (command.WithExamples(
            "elbo train mnist",
            "elbo train --recipe flax --seed 1 --out runs/flax-1",
            "elbo train mnist --latents 2 --epochs 50 --validation 10000 --out runs/flat",
            "elbo train houses.csv --columns price:positive,id:skip",
            "elbo train photos --size 64 --out runs/photos",
            "elbo train mnist --labels 3 --out runs/three",
            "elbo train --recipe flax --seeds 5 --out runs/flax-seeds",
            "elbo train --resume --out runs/flat --epochs 100"), Read);

        (TrainRequest Request, bool IsSeries) Asked(ParseResult parsed, Communicator communicator, Terminal terminal, CancellationToken cancellation)
        {
            var request = Read(parsed, cancellation) with
            {
                Communicator = communicator,
                Load = (name, options) => communicator.FirstHere(() => LoadedData.Load(terminal, name, options, parsed.GetValue(json), cancellation)),
            };
            var isSeries = parsed.GetValue(seeds) is not null || request.Resume && SeedSeries.IsAt(request.ResumedFolder);
            return communicator.IsAlone || !isSeries
                ? (request, isSeries)
                : throw new OptionsException(["--seeds trains run after run by one process. Leave it out, and start each seed with its own mpirun and --seed."]);
        }

        TrainRequest Read(ParseResult parsed, CancellationToken cancellation) => new(
            parsed.GetValue(data), parsed.GetValue(recipe), parsed.GetValue(output), overrides.Read(parsed),
            parsed.GetValue(resume), parsed.GetValue(force), parsed.GetValue(columns))
        {
            DataOptions = images.Read(parsed),
            Load = (name, options) => LoadedData.Load(terminal, name, options, parsed.GetValue(json), cancellation),
        };
    }

    private static int Run(Terminal terminal, TrainRequest request, bool json, CancellationToken cancellation)
    {
        // Nobody waits for a rank that finds the request wanting.
        if (!request.Resume)
            Ranks.Together(request.Communicator, () => Checked(request));
        if (request.Resume && Ranks.Together(request.Communicator, () => Finished(request)) is { } finished)
            return Finish(terminal, request, finished, json, cancellation);
        using var run = Ranks.Together(request.Communicator, () => request.Resume ? Resume(request) : Start(request, terminal.Words(json)));
        if (!Watch(terminal, run, json, cancellation, request.Communicator.IsFirst))
        {
            terminal.Error.WriteLine($"elbo: stopped after {run.Manifest.EpochsDone} of {run.Manifest.Training.Epochs} epochs. "
                + $"Continue with: elbo train --resume --out {CommandWords.Quote(run.Folder.Root)}");
            return ExitCode.Cancelled;
        }
        if (json && request.Communicator.IsFirst)
            terminal.Out.WriteLine(TrainJson.Of(run.Manifest, run.Folder));
        return ExitCode.Done;
    }

    /// <summary>The run to resume, where all that is asked for is done.</summary>
    private static RunFolder? Finished(TrainRequest request)
    {
        var folder = RunFolder.Open(request.ResumedFolder);
        var manifest = folder.ReadManifest();
        request.ThrowIfDiffers(manifest);
        return manifest.Status == RunStatus.Finished && manifest.EpochsDone == request.Overrides.Apply(manifest.Training).Epochs ? folder : null;
    }

    /// <summary>What may be missing of a finished run is its report: the process may have ended while it was drawn.</summary>
    private static int Finish(Terminal terminal, TrainRequest request, RunFolder folder, bool json, CancellationToken cancellation)
    {
        if (!request.Communicator.IsFirst)
            return ExitCode.Done;
        var manifest = folder.ReadManifest();
        var words = terminal.Words(json);
        words.WriteUnbroken($"{folder.Root} has done all of its {manifest.EpochsDone} epochs. "
            + $"More: elbo train --resume --out {CommandWords.Quote(folder.Root)} --epochs {manifest.EpochsDone * 2}");
        if (!File.Exists(folder.ReportPath))
        {
            using var run = LoadedRun.Open(terminal, folder.Root, tables: true);
            run.WriteReport(cancellation: cancellation);
            words.WriteUnbroken($"Report   {Path.GetFullPath(folder.ReportPath)}");
        }
        if (json)
            terminal.Out.WriteLine(TrainJson.Of(manifest, folder));
        return ExitCode.Done;
    }

    /// <summary>Trains to the end and writes the report; false where it was cancelled.</summary>
    internal static bool Watch(Terminal terminal, TrainingRun run, bool json, CancellationToken cancellation, bool isFirst = true)
    {
        var screen = new TrainScreen(terminal.Words(json), terminal.IsInteractive, run.Manifest, ModuleSummary.Of(run.Model));
        terminal.Warn(run.Warning);
        TrainedVae model;
        try
        {
            model = screen.Watch(progress => run.Train(isFirst ? EpochReconstructions.Of(run, progress) : progress, cancellation));
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        using (model)
            if (!isFirst)
                return true; // Rank 0 writes it.
            else if (run.Manifest.Table is null)
                RunReport.Write(run.Folder, model, run.Data, cancellation);
            else
                RunReport.Write(run.Folder, model, run.Table, cancellation: cancellation);
        screen.Finish(run.Manifest, run.Folder);
        return true;
    }

    /// <param name="request">What was asked for.</param>
    /// <param name="words">Told what was chosen from the data, if anything was.</param>
    internal static TrainingRun Start(TrainRequest request, IAnsiConsole words)
    {
        var plan = Checked(request);
        if (TableFile.IsOne(plan.Data))
        {
            var inspection = TableFile.Inspect(plan.Data, plan.Columns);
            var run = TrainingRun.Start(plan.Output, TableDataset.Load(plan.Data, plan.Columns), plan.Model, plan.Training, new(plan.Recipe, plan.Command), request.Force, communicator: request.Communicator);
            TableNotes.Write(words, inspection, plan.Columns);
            return run;
        }
        var data = request.Load(plan.Data, plan.DataOptions);
        if (request.Choose(data.Train) is { } choice)
        {
            plan = request.Plan(choice.Options);
            plan.Validate();
            foreach (var line in Wrapping.Lines(choice.Reason, words.Profile.Width))
                words.WriteLine(line);
        }
        return TrainingRun.Start(plan.Output, data, plan.Model, plan.Training, new(plan.Recipe, plan.Command), request.Force, communicator: request.Communicator);
    }

    private static TrainPlan Checked(TrainRequest request)
    {
        var plan = request.Plan();
        plan.Validate();
        if (request.Communicator.IsFirst)
            RunFolder.ThrowIfTaken(plan.Output, request.Force);
        return plan;
    }

    internal static TrainingRun Resume(TrainRequest request)
    {
        var folder = RunFolder.Open(request.ResumedFolder);
        var manifest = folder.ReadManifest();
        request.ThrowIfDiffers(manifest);
        if (manifest.Table is { } table)
            return TrainingRun.Resume(folder.Root, TableDataset.Load(manifest.Data.Name, table), request.Overrides.Apply(manifest.Training), communicator: request.Communicator);
        var data = request.Load(manifest.Data.Name, manifest.Data.Options);
        return TrainingRun.Resume(folder.Root, data, request.Overrides.Apply(manifest.Training), communicator: request.Communicator);
    }
}
