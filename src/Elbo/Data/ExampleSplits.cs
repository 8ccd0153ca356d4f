using Elbo.Data.Tables;

namespace Elbo.Data;

/// <summary>What training needs of a data set, of images or of rows.</summary>
/// <param name="Name">What a person knows it by.</param>
/// <param name="Train">The training split.</param>
/// <param name="Validation">The split to choose the best weights by; null without one.</param>
/// <param name="Test">The held-out split.</param>
public sealed record ExampleSplits(string Name, ExampleSet Train, ExampleSet? Validation, ExampleSet Test)
{
    /// <summary>Those of images.</summary>
    public static ExampleSplits Of(Dataset data) => new(data.Name, data.Train, data.Validation, data.Test);

    /// <summary>Those of a table.</summary>
    public static ExampleSplits Of(TableDataset data) => new(data.Name, data.Train, data.Validation, data.Test);

    /// <summary>The split that judges a training while it goes on: the test split is left alone where there is another.</summary>
    internal ExampleSet HeldOut => Validation ?? Test;
}
