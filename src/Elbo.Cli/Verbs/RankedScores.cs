using System.Text.Json.Nodes;
using Elbo.Analysis.Scoring;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Models;

namespace Elbo.Cli.Verbs;

/// <summary>Scores of examples, images or rows, and the threshold that those of training examples set.</summary>
/// <param name="Options">How they were scored.</param>
/// <param name="Values">Shape [N].</param>
/// <param name="Threshold">Above it an example is called an anomaly.</param>
internal sealed record RankedScores(ScoreOptions Options, double[] Values, ScoreThreshold Threshold)
{
    /// <summary>The examples, the most anomalous first.</summary>
    public int[] Ranking { get; } = [.. Enumerable.Range(0, Values.Length).OrderByDescending(i => Values[i]).ThenBy(i => i)];

    public int Anomalies => Values.Count(Threshold.IsAnomalous);

    /// <summary>Scores examples, and training examples for the threshold.</summary>
    /// <param name="model">The model.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="training">Training examples of the same kind.</param>
    /// <param name="options">How to score.</param>
    /// <param name="quantile">Of the training scores, between 0 and 1.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static RankedScores Of(
        TrainedVae model, ExampleSet examples, ExampleSet training, ScoreOptions options, double quantile, EvaluateProgress progress, CancellationToken cancellation)
    {
        return new(options, Score("scores", examples), ScoreThreshold.Of(Score("training scores", training), quantile));

        double[] Score(string name, ExampleSet set) => progress.Watch(name, share => Scorer.Score(model, set, options, new ExampleShare(share, set.Count), cancellation));
    }

    /// <summary>The place of each example in the ranking, from 1; shape [N].</summary>
    public int[] Ranks()
    {
        var ranks = new int[Values.Length];
        foreach (var (place, example) in Ranking.Index())
            ranks[example] = place + 1;
        return ranks;
    }

    /// <summary>What there is to say of all examples, as JSON.</summary>
    public JsonObject Document(OpenRun run, string source) => new()
    {
        ["run"] = run.Folder.Root,
        ["source"] = source,
        ["examples"] = Values.Length,
        ["score"] = Options.Kind.Name(),
        ["samples"] = Options.Kind == ScoreKind.Nll ? Options.Samples : null,
        ["mean"] = Json.Number(Values.Average()),
        ["threshold"] = Json.Number(Threshold.Value),
        ["quantile"] = Threshold.Quantile,
        ["training_examples"] = Threshold.Examples,
        ["anomalies"] = Anomalies,
    };
}
