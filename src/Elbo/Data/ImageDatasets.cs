using Elbo.Data.Images;

namespace Elbo.Data;

/// <summary>Joins the splits of a data set of images, or keeps some labels.</summary>
internal static class ImageDatasets
{
    /// <summary>Every image: training, validation, test, in that order; copied.</summary>
    public static ImageSet All(this Dataset<ImageSet> data) =>
        ImageSet.Concat([data.Train, .. data.Validation is null ? Array.Empty<ImageSet>() : [data.Validation], data.Test]);

    /// <summary>Keeps the examples of some labels in every split, copied; which example is in which split does not change.</summary>
    /// <param name="data">Images with labels.</param>
    /// <param name="labels">Names of labels (of subfolders), or their numbers where they have no names.</param>
    /// <exception cref="DataException">There are no labels, none of such a name, or a split has no example of them.</exception>
    public static Dataset<ImageSet> OfLabels(this Dataset<ImageSet> data, IReadOnlyList<string> labels)
    {
        var (name, names) = (data.Name, string.Join(" or ", labels));
        var numbers = data.Train.FindLabels(labels, name);
        var (train, test) = (data.Train.OfLabels(numbers), Of(data.Test, "test"));
        var note = FormattableString.Invariant(
            $"{train.Count:N0} of {data.Train.Count:N0} training and {test.Count:N0} of {data.Test.Count:N0} test examples have the label {names}")
            + "; the others are left out";
        return data with
        {
            Train = train,
            Test = test,
            Validation = data.Validation is null ? null : Of(data.Validation, "validation"),
            Notes = [.. data.Notes, note],
        };

        ImageSet Of(ImageSet split, string splitName)
        {
            if (!split.HasLabels)
                throw new DataException($"The {splitName} split of {name} has no labels, so none can be chosen. "
                    + "Leave --labels out, or give labels of that split too.");
            var kept = split.OfLabels(numbers);
            return kept.Count > 0
                ? kept
                : throw new DataException($"The {splitName} split of {name} has no example of the label {names}; "
                    + $"it has {string.Join(", ", split.OccurringLabels())}. Choose other labels, or give more examples.");
        }
    }
}
