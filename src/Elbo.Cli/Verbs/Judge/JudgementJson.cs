using System.Text.Json.Nodes;
using Elbo.Judge;

namespace Elbo.Cli.Verbs;

/// <summary>The document of <c>elbo judge</c>.</summary>
internal static class JudgementJson
{
    public static JsonObject Of(Judgement judgement) => new()
    {
        ["real_rows"] = judgement.Tables.Real.Count,
        ["synthetic_rows"] = judgement.Tables.Synthetic.Count,
        ["test_rows"] = judgement.Tables.Test?.Count,
        ["notes"] = Json.Strings(judgement.Tables.Notes),
        ["verdict"] = judgement.Verdict().Sentence,
        ["quality"] = Json.Number(judgement.Quality.Overall),
        ["column_shapes"] = Json.Number(judgement.Quality.ShapeMean),
        ["pair_trends"] = Json.Number(judgement.Quality.PairMean),
        ["columns"] = new JsonArray([.. judgement.Quality.Shapes.Select(shape => new JsonObject
        {
            ["name"] = shape.Column.Name,
            ["metric"] = shape.Metric,
            ["score"] = Json.Number(shape.Score),
        })]),
        ["pairs"] = new JsonArray([.. judgement.Quality.Pairs.Select(pair => new JsonObject
        {
            ["first"] = judgement.Tables.Columns[pair.First].Name,
            ["second"] = judgement.Tables.Columns[pair.Second].Name,
            ["score"] = Json.Number(pair.Score),
            ["real_correlation"] = pair.Correlations is { } real ? Json.Number(real.Real) : null,
            ["synthetic_correlation"] = pair.Correlations is { } synthetic ? Json.Number(synthetic.Synthetic) : null,
        })]),
        ["usefulness"] = judgement.Usefulness is not { } useful ? null : new JsonObject
        {
            ["target"] = useful.Target,
            ["positive"] = useful.Positive,
            ["rows"] = useful.Rows,
            ["learners"] = new JsonArray([.. useful.Learners.Append(new("mean", useful.RealMean, useful.SyntheticMean)).Select(learner => new JsonObject
            {
                ["name"] = learner.Learner,
                ["synthetic"] = Scores(learner.Synthetic),
                ["real"] = Scores(learner.Real),
            })]),
        },
        ["detection"] = judgement.Detection is not { } detection ? null : new JsonObject
        {
            ["boosted_trees_auroc"] = Json.Number(detection.BoostedTrees),
            ["logistic_regression_auroc"] = Json.Number(detection.LogisticRegression),
            ["rows"] = detection.Rows,
        },
        ["privacy"] = new JsonObject
        {
            ["exact_copies"] = Json.Number(judgement.Privacy.Copies),
            ["exact_copies_of_held_out"] = judgement.Privacy.HeldOutCopies is { } copies ? Json.Number(copies) : null,
            ["synthetic_distance"] = Distance(judgement.Privacy.Synthetic),
            ["held_out_distance"] = judgement.Privacy.HeldOut is { } heldOut ? Distance(heldOut) : null,
            ["nearer_to_real"] = judgement.Privacy.NearerToReal is { } nearer ? Json.Number(nearer) : null,
            ["nearer_than_chance"] = judgement.Privacy.IsNearerThanChance,
            ["membership_auroc"] = judgement.Privacy.MembershipAuroc is { } membership ? Json.Number(membership) : null,
        },
    };

    private static JsonObject Scores(ClassScores scores) => new()
    {
        ["accuracy"] = Json.Number(scores.Accuracy),
        ["f1"] = Json.Number(scores.F1),
        ["auroc"] = Json.Number(scores.Auroc),
    };

    private static JsonObject Distance(Distances distances) => new()
    {
        ["median"] = Json.Number(distances.Median),
        ["fifth_percentile"] = Json.Number(distances.Low),
        ["ratio_to_second"] = Json.Number(distances.Ratio),
    };
}
