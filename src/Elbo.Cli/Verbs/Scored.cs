using System.Text.Json.Nodes;
using Elbo.Cli.Screens;
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

    /// <summary>Scores examples, and training examples for the threshold.</summary>
    /// <param name="run">The run.</param>
    /// <param name="given">The examples.</param>
    /// <param name="options">How to score.</param>
    /// <param name="quantile">Of the training scores, between 0 and 1.</param>
    /// <param name="training">The most training examples to score.</param>
    /// <param name="isNormal">Which examples are normal, at least one and not all; null where that is not known.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static Scored Of(
        LoadedRun run, GivenExamples given, ScoreOptions options, double quantile, int training, bool[]? isNormal, EvaluateProgress progress, CancellationToken cancellation)
    {
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
            Auroc = isNormal is null ? null : RocCurve.Area([.. scores.Where((_, i) => isNormal[i])], [.. scores.Where((_, i) => !isNormal[i])]),
        };

        double[] Score(string name, Data.ImageSet images) => progress.Watch(name, share =>
            Scorer.Score(run.Model, images, options, new ExampleShare(share, images.Count), cancellation));
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
                ["example"] = Given.Names[example],
                ["label"] = Given.Labels?[example],
                ["score"] = Json.Number(Scores[example]),
            })]),
            ["sheet"] = sheet,
            ["file"] = path,
        };
        return document;
    }
}
