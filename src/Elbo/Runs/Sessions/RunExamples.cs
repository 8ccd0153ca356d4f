using Elbo.Data;
using Elbo.Data.Tables;

namespace Elbo.Runs.Sessions;

/// <summary>What a run learns from, its validation split taken off.</summary>
/// <param name="Splits">The splits.</param>
/// <param name="Images">The same as images; null where they are the rows of a table.</param>
/// <param name="Rows">The same as rows of a table; null where they are images.</param>
internal sealed record RunExamples(ExampleSplits Splits, Dataset? Images, TableDataset? Rows)
{
    /// <summary>The images that the doctor looks at; null for a table.</summary>
    public ImageSet? HeldOutImages => Images?.Validation ?? Images?.Test;

    public static RunExamples Of(Dataset data) => new(ExampleSplits.Of(data), data, null);

    public static RunExamples Of(TableDataset data) => new(ExampleSplits.Of(data), null, data);

    /// <summary>With the last training images as the validation split, if any are asked for.</summary>
    public static RunExamples Of(Dataset data, int validation) => Of(validation > 0 ? data.WithValidation(validation) : data);

    /// <summary>With some of the training rows as the validation split, if any are asked for.</summary>
    public static RunExamples Of(TableDataset data, int validation) => Of(validation > 0 ? data.WithValidation(validation) : data);
}
