using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Cli.Screens;
using Elbo.Files;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Spectre.Console;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo train --seeds N</c>: one recipe with several seeds, a run folder for each, and their mean.</summary>
/// <param name="terminal">Where it writes.</param>
/// <param name="call">The command line.</param>
/// <param name="host">Reads the data.</param>
/// <param name="train">Trains one run to its end; false if it was cancelled.</param>
internal sealed class TrainSeeds(Terminal terminal, TrainCall call, TrainingHost host, Func<TrainingRun, bool> train)
{
    public int Run()
    {
        var series = call.Resume ? TrainingSeries.Resume(call.Request, call.Seeds) : TrainingSeries.Create(call.Request, call.Seeds!.Value, call.Force);
        SeriesProgress? stopped = null;
        SeedSeries result;
        try
        {
            result = series.Train(host, Train, new Announcer(terminal.Words(call.Json)));
        }
        catch (OperationCanceledException) when (stopped is not null)
        {
            terminal.Error.WriteLine($"elbo: stopped at seed {stopped.Seed}, the {Ordinal(stopped.Number)} of {stopped.Count}. "
                + $"Continue with: elbo train --resume --out {CommandWords.Quote(series.Folder)}");
            return ExitCode.Cancelled;
        }
        SeedsView.Write(terminal.Words(call.Json), result, series.Folder);
        if (call.Json)
            terminal.Out.WriteLine(Document(series.Folder, result));
        return ExitCode.Done;

        void Train(TrainingRun run, SeriesProgress at)
        {
            if (train(run))
                return;
            stopped = at;
            throw new OperationCanceledException();
        }
    }

    private static string Document(string root, SeedSeries series) => Json.Write(new JsonObject
    {
        ["folder"] = root,
        ["seeds"] = new JsonArray([.. series.Seeds.Select(seed => (JsonNode)seed)]),
        ["train"] = Statistics(series.Train),
        ["test"] = Statistics(series.Test),
        ["runs"] = new JsonArray(
        [
            .. series.Seeds.Select(seed => RunFolder.Open(SeedSeries.RunPath(root, seed)))
                .Select(folder => JsonNode.Parse(TrainJson.Of(folder.ReadManifest(), folder))),
        ]),
    });

    private static JsonObject? Statistics(SeedStatistics? statistics) => statistics is null ? null : new()
    {
        ["neg_elbo"] = Mean(statistics.NegElbo),
        ["distortion"] = Mean(statistics.Distortion),
        ["rate"] = Mean(statistics.Rate),
        ["accuracy"] = statistics.Accuracy is { } accuracy ? Mean(accuracy) : null,
    };

    private static JsonObject Mean(MeanOverSeeds mean) => new()
    {
        ["mean"] = Json.Number(mean.Mean),
        ["standard_error"] = mean.StandardError is { } error ? Json.Number(error) : null,
    };

    private static string Ordinal(int number) => number.ToString(CultureInfo.InvariantCulture)
        + (number % 100 is 11 or 12 or 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });

    /// <summary>Says which seed begins, and which is done already.</summary>
    private sealed class Announcer(IAnsiConsole words) : IProgress<SeriesProgress>
    {
        public void Report(SeriesProgress value) => words.WriteLine(
            value.IsDone ? "done already" : $"{(value.Number > 1 ? "\n" : "")}Seed {value.Seed}, {value.Number} of {value.Count}");
    }
}
