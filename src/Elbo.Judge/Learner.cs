using Microsoft.ML;
using Microsoft.ML.Data;

namespace Elbo.Judge;

/// <summary>One of ML.NET's classifiers of two classes, with its defaults.</summary>
/// <param name="Name">Its name for people.</param>
/// <param name="Make">Makes the trainer.</param>
internal sealed record Learner(string Name, Func<MLContext, IEstimator<ITransformer>> Make)
{
    private const int Seed = 1;

    public static Learner LogisticRegression { get; } = new("logistic regression", ml => ml.BinaryClassification.Trainers.LbfgsLogisticRegression());

    public static Learner BoostedTrees { get; } = new("boosted trees", ml => ml.BinaryClassification.Trainers.FastTree());

    /// <summary>Four kinds of learners: two linear, two of trees.</summary>
    public static IReadOnlyList<Learner> All { get; } =
    [
        LogisticRegression,
        new("averaged perceptron", ml => ml.BinaryClassification.Trainers.AveragedPerceptron(numberOfIterations: 10)),
        new("random forest", ml => ml.BinaryClassification.Trainers.FastForest()),
        BoostedTrees,
    ];

    /// <summary>Trains on some rows and scores others.</summary>
    /// <param name="x">Shape [N, width].</param>
    /// <param name="y">The class of each.</param>
    /// <param name="rows">Shape [M, width].</param>
    /// <returns>A score for each of <paramref name="rows"/>, higher for the class true, and the class.</returns>
    public IReadOnlyList<Verdict> Predict(IReadOnlyList<float[]> x, IReadOnlyList<bool> y, IReadOnlyList<float[]> rows)
    {
        if (y.All(label => label == y[0]))
            return [.. rows.Select(_ => new Verdict { PredictedLabel = y[0] })];
        var ml = new MLContext(Seed);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, x[0].Length);
        var training = ml.Data.LoadFromEnumerable(x.Zip(y, (features, label) => new Row { Features = features, Label = label }).ToArray(), schema);
        var model = Make(ml).Fit(training);
        var scored = model.Transform(ml.Data.LoadFromEnumerable(rows.Select(features => new Row { Features = features }).ToArray(), schema));
        return [.. ml.Data.CreateEnumerable<Verdict>(scored, reuseRowObject: false)];
    }

    /// <summary>What ML.NET learns from; it needs public setters.</summary>
    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }

    /// <summary>What ML.NET says of a row.</summary>
    internal sealed class Verdict
    {
        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
