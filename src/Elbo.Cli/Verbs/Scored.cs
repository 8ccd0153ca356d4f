using System.Text.Json.Nodes;
using Elbo.Analysis.Scoring;
using Elbo.Cli.Screens;

namespace Elbo.Cli.Verbs;

/// <summary>Examples with their scores.</summary>
internal sealed record Scored
{
    public required GivenExamples Given { get; init; }

    public required RankedScores Scores { get; init; }

    /// <summary>How well the scores tell normal labels from the others; null where no label was called normal.</summary>
    public double? Auroc { get; init; }

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
        OpenRun run, GivenExamples given, ScoreOptions options, double quantile, int training, bool[]? isNormal, EvaluateProgress progress, CancellationToken cancellation)
    {
        var train = run.Images.Train;
        var scores = RankedScores.Of(run.Model, given.Images, train.Slice(0, Math.Min(training, train.Count)), options, quantile, progress, cancellation);
        return new()
        {
            Given = given,
            Scores = scores,
            Auroc = isNormal is null ? null : RocCurve.Area([.. scores.Values.Where((_, i) => isNormal[i])], [.. scores.Values.Where((_, i) => !isNormal[i])]),
        };
    }

    public JsonObject Document(OpenRun run, int[] shown, string sheet, string? path)
    {
        var document = Scores.Document(run, Given.Source);
        document["auroc"] = Auroc;
        document["most_anomalous"] = new JsonArray([.. shown.Select(example => new JsonObject
        {
            ["example"] = Given.Names[example],
            ["label"] = Given.Labels?[example],
            ["score"] = Json.Number(Scores.Values[example]),
        })]);
        (document["sheet"], document["file"]) = (sheet, path);
        return document;
    }
}
