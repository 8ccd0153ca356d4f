using System.Text.Json.Nodes;
using Elbo.Analysis.Scoring;
using Elbo.Cli.Examples;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Files;
using Elbo.Files.NumPy;
using Elbo.Models;

namespace Elbo.Cli.Verbs;

/// <summary>Examples with their scores, and the threshold set by the scores of training examples.</summary>
/// <param name="Given">The examples.</param>
/// <param name="Options">How they were scored.</param>
/// <param name="Values">Shape [N].</param>
/// <param name="Threshold">Above it an example is called an anomaly.</param>
internal sealed record Scored(GivenExamples Given, ScoreOptions Options, double[] Values, ScoreThreshold Threshold)
{
    /// <summary>The examples, the most anomalous first.</summary>
    public int[] Ranking { get; } = RankingOf(Values);

    public int Anomalies => Values.Count(Threshold.IsAnomalous);

    /// <summary>What makes each example unusual; null if examples have no cells.</summary>
    public UnusualCells? Cells { get; init; }

    /// <summary>The value of <c>--given</c> that tries every class.</summary>
    public const string Best = "best";

    /// <summary>With it, the class that gives each example its score; else null.</summary>
    public string[]? Classes { get; private init; }

    /// <summary>How well the scores separate normal labels from the others; null if no label was called normal.</summary>
    public double? Auroc { get; private init; }

    /// <summary>Scores examples, and training examples for the threshold.</summary>
    /// <param name="run">The run.</param>
    /// <param name="given">The examples.</param>
    /// <param name="options">How to score.</param>
    /// <param name="quantile">Of the training scores, between 0 and 1.</param>
    /// <param name="training">The most training examples to score.</param>
    /// <param name="isNormal">Which examples are normal, at least one and not all; null if unknown.</param>
    /// <param name="isBest">Whether an example is scored given every class, and the lowest score counts.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static Scored Of(
        OpenRun run, GivenExamples given, ScoreOptions options, double quantile, int training, bool[]? isNormal,
        bool isBest, EvaluateProgress progress, CancellationToken cancellation)
    {
        var train = TrainingExamples(run, training);
        var (values, classes, cells) = Score("scores", given.Set);
        var (usual, _, usualCells) = Score("training scores", train);
        return new(given, options, values, ScoreThreshold.Of(usual, quantile))
        {
            Classes = classes,
            Cells = given.FindUnusualCells(run.Model, train, options.Seed, cells, usualCells, cancellation),
            Auroc = isNormal is null ? null : RocCurve.Area([.. values.Where((_, i) => isNormal[i])], [.. values.Where((_, i) => !isNormal[i])]),
        };

        (double[] Values, string[]? Classes, float[]? Cells) Score(string name, ExampleSet set)
        {
            if (isBest)
                return LowestOfClasses(run.Model, model => By(name, model, set).Scores) is var (lowest, names) ? (lowest, names, null) : default;
            var (scores, nats) = By(name, run.Model, set);
            return (scores, null, nats);
        }

        (double[] Scores, float[]? Cells) By(string name, TrainedVae model, ExampleSet set) =>
            progress.Watch(name, share => Scorer.ScoreWithCells(model, set, options, new ExampleShare(share, set.Count), cancellation));
    }

    /// <summary>The training examples whose scores give the threshold.</summary>
    public static ExampleSet TrainingExamples(OpenRun run, int most) =>
        run.Conditioned(run.Data.Train.Subset(most, seed: 0), run.Manifest.Data.Name);

    private static int[] RankingOf(double[] values)
    {
        var keys = Array.ConvertAll(values, value => -value);
        int[] examples = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(keys, examples);
        // Equal ones in their order, which the sort does not keep.
        for (var (first, end) = (0, 0); first < keys.Length; first = end)
        {
            for (end = first + 1; end < keys.Length && keys[end] == keys[first];)
                end++;
            if (end > first + 1)
                Array.Sort(examples, first, end - first);
        }
        return examples;
    }

    /// <summary>The lowest score of each example over all classes, and the class that gives it.</summary>
    private static (double[] Values, string[] Classes) LowestOfClasses(TrainedVae model, Func<TrainedVae, double[]> score)
    {
        var names = model.KnownCondition.Classes!.Categories;
        double[][] scores = [.. names.Select((_, i) => score(model.Given([i])))];
        int[] best = [.. Enumerable.Range(0, scores[0].Length).Select(example => Enumerable.Range(0, names.Count).MinBy(i => scores[i][example]))];
        return ([.. best.Select((place, example) => scores[place][example])], [.. best.Select(place => names[place])]);
    }

    /// <summary>Every score for a file, in the order of the data.</summary>
    public ExampleNumbers Numbers()
    {
        var ranks = new int[Values.Length];
        foreach (var (place, example) in Ranking.Index())
            ranks[example] = place + 1;
        return Given.Numbers(
            () => NpyArray.Of<double>(Values, Values.Length),
            () =>
            [
                new("score", Values), .. Classes is null ? (TableColumn[])[] : [new("given", Classes)],
                new("rank", ranks), new("anomaly", Array.ConvertAll(Values, Threshold.IsAnomalous)), .. Cells?.FileColumns() ?? [],
            ]);
    }

    /// <summary>The JSON document.</summary>
    /// <param name="run">The run.</param>
    /// <param name="shown">The most anomalous examples.</param>
    /// <param name="sheet">Their picture; null if they have none.</param>
    /// <param name="path">The file of all scores; null for none.</param>
    public JsonObject Document(OpenRun run, int[] shown, string? sheet, string? path)
    {
        var document = new JsonObject
        {
            ["run"] = run.Folder.Root,
            ["source"] = Given.Source,
            ["examples"] = Values.Length,
            ["score"] = Options.Kind.Name(),
            ["samples"] = Options.Kind == ScoreKind.Nll ? Options.Samples : null,
            ["mean"] = Json.Number(Values.Average()),
            ["threshold"] = Json.Number(Threshold.Value),
            ["quantile"] = Threshold.Quantile,
            ["training_examples"] = Threshold.Examples,
            ["anomalies"] = Anomalies,
        };
        if (sheet is not null)
            document["auroc"] = Auroc;
        document["most_anomalous"] = new JsonArray([.. shown.Select(Node)]);
        if (sheet is not null)
            document["sheet"] = sheet;
        document["file"] = path;
        return document;

        JsonObject Node(int example)
        {
            var node = Given.Identity(example);
            node["score"] = Json.Number(Values[example]);
            node["anomaly"] = Threshold.IsAnomalous(Values[example]);
            if (Classes is not null)
                node["given"] = Classes[example];
            Cells?.AddTo(node, example);
            return node;
        }
    }
}
