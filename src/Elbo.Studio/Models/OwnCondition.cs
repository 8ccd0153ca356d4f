using Elbo.Data;
using Elbo.Models;

namespace Elbo.Studio.Models;

/// <summary>The condition of an image that none was chosen for.</summary>
internal static class OwnCondition
{
    /// <summary>A test example's own condition. For any other image: the likeliest class if the model infers it, any if it has learned that, else the
    /// class with the lowest −ELBO.</summary>
    /// <param name="model">A model with a condition.</param>
    /// <param name="image">One image of the model's shape.</param>
    /// <param name="example">The test example that it is; null for any other image.</param>
    /// <returns>A value for each column, NaN for any.</returns>
    public static double[] Of(LoadedModel model, ImageSet image, int? example)
    {
        var condition = model.Condition!;
        if (condition.IsInferred)
            return [ClassProbabilities.Of(model.Whole, image).Likeliest[0]];
        if (example is { } index)
            return [.. condition.Columns.Select(column => model.Examples!.Slice(index, 1).Cells(column, "The test split")[0])];
        return condition.HasAny || condition.ShownClasses.Count == 0
            ? condition.Usual
            : condition.ShownClasses.MinBy(shown => model.Whole.Given(shown.Cells).Evaluate(image).NegElbo).Cells;
    }

    /// <summary>The same in words.</summary>
    public static string Describe(ConditionSchema condition) => condition.IsInferred ? "the likeliest class"
        : condition.HasAny || condition.ShownClasses.Count == 0 ? condition.Describe(condition.Usual)
        : "the class with the lowest −ELBO";
}
