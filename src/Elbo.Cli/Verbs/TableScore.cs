using System.Text.Json.Nodes;
using Elbo.Cli.Screens;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Interop;
using Elbo.Scoring;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo score</c> of a run on a table: rows with their scores, and the column that makes each unusual.</summary>
internal sealed record TableScore
{
    public required GivenRows Given { get; init; }

    public required ScoreOptions Options { get; init; }

    /// <summary>Shape [N].</summary>
    public required double[] Scores { get; init; }

    public required ScoreThreshold Threshold { get; init; }

    /// <summary>The rows, the most anomalous first.</summary>
    public required int[] Ranking { get; init; }

    /// <summary>The column whose distortion lies most above its mean over the training rows; −1 where every cell is missing. Shape [N].</summary>
    public required int[] WorstColumns { get; init; }

    /// <summary>By how many nats it does, shape [N].</summary>
    public required float[] WorstNats { get; init; }

    public int Anomalies => Scores.Count(Threshold.IsAnomalous);

    /// <summary>The name of the worst column of a row; empty where every cell is missing.</summary>
    public string WorstColumn(int row) => WorstColumns[row] < 0 ? "" : Given.Rows.Table.Columns[WorstColumns[row]].Name;

    /// <summary>Its cell, as the file has it.</summary>
    public string WorstCell(int row) => WorstColumns[row] < 0 ? "" : TableFile.Cell(Given.Rows.Table.Columns[WorstColumns[row]], Given.Rows.Table[row, WorstColumns[row]]);

    /// <summary>How the verb was called.</summary>
    public sealed record Request(ScoreOptions Options, double Quantile, int Training, int Top, string? Path, bool Force, bool Json)
    {
        /// <summary>Options that were given and have no meaning for rows.</summary>
        public IReadOnlyList<string> ForImages { get; init; } = [];
    }

    /// <summary>Scores the rows, writes the file and shows the most anomalous.</summary>
    public static int Run(Terminal terminal, LoadedRun run, GivenRows given, Request request, CancellationToken cancellation)
    {
        if (request.ForImages.Count > 0)
            throw new OptionsException([$"{string.Join(" and ", request.ForImages)} {(request.ForImages.Count == 1 ? "is" : "are")} for images, but {run.Folder.Root} learned from a table. Leave {(request.ForImages.Count == 1 ? "it" : "them")} out."]);
        if (request.Path is { } file && Path.GetExtension(file).ToLowerInvariant() is not (".csv" or ".parquet" or ".npy"))
            throw new OptionsException([$"--out was {file}; its ending must be .csv, .parquet or .npy. Use --out scores.csv."]);
        var console = terminal.Words(request.Json);
        var scored = Of(run, given, request.Options, request.Quantile, request.Training, new(console, terminal.IsInteractive), cancellation);
        if (request.Path is { } path)
            OutputFile.Write(path, scored.File(path), request.Force, "--out");
        int[] shown = [.. scored.Ranking.Take(request.Top)];
        if (request.Json)
            terminal.Out.WriteLine(Json.Write(scored.Document(run, shown, request.Path)));
        else
            TableScoreView.Write(console, scored, shown, request.Path);
        return ExitCode.Done;
    }

    /// <param name="run">A run on a table.</param>
    /// <param name="given">The rows.</param>
    /// <param name="options">What they are scored by.</param>
    /// <param name="quantile">Of the training scores.</param>
    /// <param name="training">How many training rows it is taken of, at most.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static TableScore Of(
        LoadedRun run, GivenRows given, ScoreOptions options, double quantile, int training, EvaluateProgress progress, CancellationToken cancellation)
    {
        ScoreThreshold.Of([0], quantile);
        var train = run.Table.Train;
        train = train.Slice(0, Math.Min(training, train.Count));
        var scores = Score("scores", given.Rows);
        var usual = ColumnDistortion.Of(run.Model, train, options.Seed, cancellation: cancellation);
        var (columns, nats) = Worst(ColumnDistortion.PerCell(run.Model, given.Rows, options.Seed, cancellation: cancellation), [.. usual.Select(column => column.Nats.Value)]);
        return new()
        {
            Given = given,
            Options = options,
            Scores = scores,
            Threshold = ScoreThreshold.Of(Score("training scores", train), quantile),
            Ranking = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).ThenBy(i => i)],
            WorstColumns = columns,
            WorstNats = nats,
        };

        double[] Score(string name, TableSet rows) => progress.Watch(name, share =>
            Scorer.Score(run.Model, rows, options, new Share(share, rows.Count), cancellation));
    }

    /// <summary>Every score as a file: .csv, .parquet or .npy.</summary>
    public byte[] File(string path)
    {
        using var stream = new MemoryStream();
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".npy":
                NpyFile.Write(stream, NpyArray.Of<double>(Scores, Scores.Length));
                break;
            case ".parquet":
                ParquetFile.Write(stream, Columns());
                break;
            default:
                CsvWriter.Write(stream, Columns());
                break;
        }
        return stream.ToArray();
    }

    public JsonObject Document(LoadedRun run, int[] shown, string? path) => new()
    {
        ["run"] = run.Folder.Root,
        ["source"] = Given.Source,
        ["examples"] = Scores.Length,
        ["score"] = Options.Kind.Name(),
        ["samples"] = Options.Kind == ScoreKind.Nll ? Options.Samples : null,
        ["mean"] = Json.Number(Scores.Average()),
        ["threshold"] = Json.Number(Threshold.Value),
        ["quantile"] = Threshold.Quantile,
        ["training_examples"] = Threshold.Examples,
        ["anomalies"] = Anomalies,
        ["most_anomalous"] = new JsonArray([.. shown.Select(row => new JsonObject
        {
            ["row"] = Given.Rows.Numbers[row],
            ["id"] = Given.Rows.Ids?.Values[row],
            ["score"] = Json.Number(Scores[row]),
            ["column"] = WorstColumn(row),
            ["cell"] = WorstCell(row),
            ["column_nats"] = Json.Number(WorstNats[row]),
        })]),
        ["file"] = path,
    };

    private TableColumn[] Columns()
    {
        var rank = new int[Scores.Length];
        foreach (var (place, row) in Ranking.Index())
            rank[row] = place + 1;
        TableColumn[] columns =
        [
            new("score", Scores), new("rank", rank), new("anomaly", Scores.Select(Threshold.IsAnomalous).ToArray()),
            new("column", Enumerable.Range(0, Scores.Length).Select(WorstColumn).ToArray()), new("column_nats", WorstNats),
        ];
        return [.. Given.Identities(columns.Select(column => column.Name)), .. columns];
    }

    private static (int[] Columns, float[] Nats) Worst(float[] nats, double[] usual)
    {
        var width = usual.Length;
        var (columns, worst) = (new int[nats.Length / width], new float[nats.Length / width]);
        for (var row = 0; row < columns.Length; row++)
        {
            (columns[row], worst[row]) = (-1, float.NaN);
            for (var column = 0; column < width; column++)
                if ((float)(nats[row * width + column] - usual[column]) is var value && !float.IsNaN(value) && !(value <= worst[row]))
                    (columns[row], worst[row]) = (column, value);
        }
        return (columns, worst);
    }

    private sealed class Share(IProgress<double> progress, int all) : IProgress<int>
    {
        public void Report(int value) => progress.Report((double)value / all);
    }
}
