using System.Text.Json.Nodes;
using Elbo.Analysis.Scoring;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Files;
using Elbo.Files.NumPy;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo score</c> of a run on a table: rows with their scores, and the column that makes each unusual.</summary>
internal sealed record TableScore
{
    public required GivenRows Given { get; init; }

    public required RankedScores Scores { get; init; }

    /// <summary>The column whose distortion lies most above its mean over the training rows; −1 where every cell is missing. Shape [N].</summary>
    public required int[] WorstColumns { get; init; }

    /// <summary>By how many nats it does, shape [N].</summary>
    public required float[] WorstNats { get; init; }

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
    public static int Run(Terminal terminal, OpenRun run, GivenRows given, Request request, CancellationToken cancellation)
    {
        if (request.ForImages.Count > 0)
            throw new OptionsException([$"{string.Join(" and ", request.ForImages)} {(request.ForImages.Count == 1 ? "is" : "are")} for images, but {run.Folder.Root} learned from a table. Leave {(request.ForImages.Count == 1 ? "it" : "them")} out."]);
        var console = terminal.Words(request.Json);
        var scored = Of(run, given, request.Options, request.Quantile, request.Training, new(console, terminal.IsInteractive), cancellation);
        if (request.Path is { } path)
            OutputFile.Write(path, stream => scored.WriteTo(stream, path), request.Force, "--out");
        int[] shown = [.. scored.Scores.Ranking.Take(request.Top)];
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
        OpenRun run, GivenRows given, ScoreOptions options, double quantile, int training, EvaluateProgress progress, CancellationToken cancellation)
    {
        var train = run.Rows.Train;
        train = train.Slice(0, Math.Min(training, train.Count));
        var scores = RankedScores.Of(run.Model, given.Rows, train, options, quantile, progress, cancellation);
        var usual = ColumnDistortion.Of(run.Model, train, options.Seed, cancellation: cancellation);
        var (columns, nats) = Worst(ColumnDistortion.PerCell(run.Model, given.Rows, options.Seed, cancellation: cancellation), [.. usual.Select(column => column.Nats.Value)]);
        return new() { Given = given, Scores = scores, WorstColumns = columns, WorstNats = nats };
    }

    /// <summary>Every score as a file.</summary>
    private void WriteTo(Stream stream, string path) => FileFormat.ForOutput(path)!.Write!(
        stream, new(() => NpyArray.Of<double>(Scores.Values, Scores.Values.Length), Columns));

    private JsonObject Document(OpenRun run, int[] shown, string? path)
    {
        var document = Scores.Document(run, Given.Source);
        document["most_anomalous"] = new JsonArray([.. shown.Select(row => new JsonObject
        {
            ["row"] = Given.Rows.Numbers[row],
            ["id"] = Given.Rows.Ids?.Values[row],
            ["score"] = Json.Number(Scores.Values[row]),
            ["column"] = WorstColumn(row),
            ["cell"] = WorstCell(row),
            ["column_nats"] = Json.Number(WorstNats[row]),
        })]);
        document["file"] = path;
        return document;
    }

    private TableColumn[] Columns()
    {
        TableColumn[] columns =
        [
            new("score", Scores.Values), new("rank", Scores.Ranks()), new("anomaly", Scores.Values.Select(Scores.Threshold.IsAnomalous).ToArray()),
            new("column", Enumerable.Range(0, Scores.Values.Length).Select(WorstColumn).ToArray()), new("column_nats", WorstNats),
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
}
