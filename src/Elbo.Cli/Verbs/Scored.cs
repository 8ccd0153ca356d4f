using System.Text.Json.Nodes;
using Elbo.Cli.Screens;
using Elbo.Interop;
using Elbo.Scoring;

namespace Elbo.Cli.Verbs;

/// <summary>Examples with their scores.</summary>
internal sealed record Scored
{
    public required GivenExamples Given { get; init; }

    public required ScoreOptions Options { get; init; }

    /// <summary>Shape [N].</summary>
    public required double[] Scores { get; init; }

    public required ScoreThreshold Threshold { get; init; }

    /// <summary>The examples, the most anomalous first.</summary>
    public required int[] Ranking { get; init; }

    /// <summary>How well the scores tell normal labels from the others; null where no label was called normal.</summary>
    public double? Auroc { get; init; }

    public int Anomalies => Scores.Count(Threshold.IsAnomalous);

    public static Scored Of(
        LoadedRun run, GivenExamples given, ScoreOptions options, double quantile, int training, int[]? normal, EvaluateProgress progress, CancellationToken cancellation)
    {
        ScoreThreshold.Of([0], quantile);
        var train = run.Data.Train;
        train = train.Slice(0, Math.Min(training, train.Count));
        var scores = Score("scores", given.Images);
        int[] ranking = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).ThenBy(i => i)];
        return new()
        {
            Given = given,
            Options = options,
            Scores = scores,
            Threshold = ScoreThreshold.Of(Score("training scores", train), quantile),
            Ranking = ranking,
            Auroc = normal is null ? null : Area(given, scores, normal),
        };

        double[] Score(string name, Data.ImageSet images) => progress.Watch(name, share =>
            Scorer.Score(run.Model, images, options, new Share(share, images.Count), cancellation));
    }

    /// <summary>Every score as a file.</summary>
    public byte[] File(string path)
    {
        using var stream = new MemoryStream();
        if (Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase))
            NpyFile.Write(stream, NpyArray.Of<double>(Scores, Scores.Length));
        else
            CsvWriter.Write(stream, [.. Columns()]);
        return stream.ToArray();
    }

    public JsonObject Document(LoadedRun run, int[] shown, string sheet, string? path)
    {
        var document = new JsonObject
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
            ["auroc"] = Auroc,
            ["most_anomalous"] = new JsonArray([.. shown.Select(example => new JsonObject
            {
                ["example"] = Given.Names()[example],
                ["label"] = Given.Labels()?[example],
                ["score"] = Json.Number(Scores[example]),
            })]),
            ["sheet"] = sheet,
            ["file"] = path,
        };
        return document;
    }

    private IEnumerable<TableColumn> Columns()
    {
        var rank = new int[Scores.Length];
        for (var place = 0; place < Ranking.Length; place++)
            rank[Ranking[place]] = place + 1;
        yield return new("example", Given.Names());
        if (Given.Labels() is { } labels)
            yield return new("label", labels);
        yield return new("score", Scores);
        yield return new("rank", rank);
        yield return new("anomaly", Scores.Select(Threshold.IsAnomalous).ToArray());
    }

    private static double Area(GivenExamples given, double[] scores, int[] normal)
    {
        if (!given.Images.HasLabels)
            throw new OptionsException([$"--normal needs labels, and {given.Source} has none. Leave it out, or give labelled examples."]);
        var labels = given.Images.Labels.ToArray();
        double[] usual = [.. scores.Where((_, i) => normal.Contains(labels[i]))], unusual = [.. scores.Where((_, i) => !normal.Contains(labels[i]))];
        return usual.Length > 0 && unusual.Length > 0
            ? RocCurve.Area(usual, unusual)
            : throw new OptionsException([$"--normal was {string.Join(',', normal)}, which leaves {usual.Length} normal examples and {unusual.Length} others; at least 1 of each is needed. The labels are {string.Join(", ", labels.Distinct().Order())}."]);
    }

    private sealed class Share(IProgress<double> progress, int all) : IProgress<int>
    {
        public void Report(int value) => progress.Report((double)value / all);
    }
}
