using Elbo.Data.Images;

namespace Elbo.Data;

/// <summary>A named data set, split into what is learned from and what is held out.</summary>
/// <param name="Name">The name a person knows it by: <c>mnist</c>, or the file it came from.</param>
/// <param name="Train">The training split.</param>
/// <param name="Test">The held-out split.</param>
public sealed record Dataset(string Name, ImageSet Train, ImageSet Test)
{
    /// <summary>The split to choose a model by; null where none was made (see <see cref="WithValidation"/>).</summary>
    public ImageSet? Validation { get; init; }

    /// <summary>The files it was read from, in full; empty where it was made in memory.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>How the test split was made, in words: <c>its own files</c>, or which images were held out.</summary>
    public string TestSplit { get; init; } = "given";

    /// <summary>How the validation split was made, in words; null where there is none.</summary>
    public string? ValidationSplit { get; init; }

    /// <summary>What was left out on reading, and where large pixels lie, a clause each; empty where there is nothing to say.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How its image files were read, and which labels were kept; null where it came from no image files and all were.</summary>
    public DataOptions? Options { get; init; }

    /// <summary>A split by its name: <c>train</c>, <c>validation</c> or <c>test</c>; null for a validation split that was not
    /// made.</summary>
    /// <exception cref="DataException">No split is called so.</exception>
    public ImageSet? Split(string name) => name switch
    {
        "train" => Train,
        "validation" => Validation,
        "test" => Test,
        _ => throw new DataException($"'{name}' is no split; the splits are train, validation and test."),
    };

    /// <summary>Every image: training, validation, test, in that order; copied.</summary>
    public ImageSet All() => ImageSet.Concat([Train, .. Validation is null ? Array.Empty<ImageSet>() : [Validation], Test]);

    /// <summary>Keeps the examples of some labels in every split, copied; which example is in which split does not change.</summary>
    /// <param name="labels">Names of labels (of subfolders), or their numbers where they have no names.</param>
    /// <exception cref="DataException">There are no labels, none of such a name, or a split has no example of them.</exception>
    public Dataset OfLabels(IReadOnlyList<string> labels)
    {
        var numbers = Train.FindLabels(labels, Name);
        var (train, test, validation) = (Train.OfLabels(numbers), Of(Test, "test"), Validation is null ? null : Of(Validation, "validation"));
        return this with
        {
            Train = train,
            Test = test,
            Validation = validation,
            Notes = [.. Notes, FormattableString.Invariant($"{train.Count:N0} of {Train.Count:N0} training and {test.Count:N0} of {Test.Count:N0} test examples have the label {string.Join(" or ", labels)}; the others are left out")],
        };

        ImageSet Of(ImageSet split, string name)
        {
            if (!split.HasLabels)
                throw new DataException($"The {name} split of {Name} has no labels, so none can be chosen. Leave --labels out, or give labels of that split too.");
            var kept = split.OfLabels(numbers);
            return kept.Count > 0
                ? kept
                : throw new DataException($"The {name} split of {Name} has no example of the label {string.Join(" or ", labels)}; it has {string.Join(", ", split.OccurringLabels())}. Choose other labels, or give more examples.");
        }
    }

    /// <summary>Takes the last training images as the validation split: the same ones every time.</summary>
    /// <param name="count">Images to take, at least 1 and fewer than there are to train on.</param>
    /// <exception cref="DataException">The count leaves no image on one side, or there is a validation split already.</exception>
    public Dataset WithValidation(int count)
    {
        if (Validation is not null)
            throw new DataException($"{Name} has a validation split of {Validation.Count} images already ({ValidationSplit}). "
                + "Use that one: ask for no other.");
        if (count < 1 || count >= Train.Count)
            throw new DataException($"{count} validation images were asked for, but {Name} has {Train.Count} to train on; "
                + "at least 1 must be taken and at least 1 left. "
                    + $"{(Train.Count > 1 ? $"Choose from 1 to {Train.Count - 1}." : "Give more images.")}");
        var (train, validation) = Train.HoldOut(count);
        return this with { Train = train, Validation = validation, ValidationSplit = $"the last {count} of {Train.Count} training images" };
    }
}
