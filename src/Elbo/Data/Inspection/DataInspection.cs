using Elbo.Data.Known;

namespace Elbo.Data.Inspection;

/// <summary>What a data set holds, measured over every pixel: what <c>elbo data inspect</c> shows.</summary>
/// <param name="Name">The data set's name.</param>
/// <param name="Shape">The shape of each image.</param>
/// <param name="Splits">Its splits: training, validation where there is one, test.</param>
/// <param name="Files">The files it was read from.</param>
/// <param name="TestSplit">How the test split was made.</param>
/// <param name="IsPublished">True where every split's SHA-256 is the published one, false where one differs, null where none is
/// recorded.</param>
/// <param name="Binarizations">The binarizations that make sense for these pixels, of none, threshold, dynamic, static.</param>
/// <param name="BinarizationNote">Why, in a sentence.</param>
internal sealed record DataInspection(
    string Name,
    ImageShape Shape,
    IReadOnlyList<SplitInspection> Splits,
    IReadOnlyList<string> Files,
    string TestSplit,
    bool? IsPublished,
    IReadOnlyList<string> Binarizations,
    string BinarizationNote)
{
    /// <summary>What was left out on reading, a clause each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The names of the labels (0 is the first); null where they have none.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    /// <summary>Looks at every pixel and label, and at the published checksums where the data set's name is known.</summary>
    /// <exception cref="DataException">A split has no image.</exception>
    public static DataInspection Of(Dataset<ImageSet> dataset)
    {
        var splits = new List<SplitInspection> { SplitInspection.Of("train", dataset.Train) };
        if (dataset.Validation is not null)
            splits.Add(SplitInspection.Of("validation", dataset.Validation));
        splits.Add(SplitInspection.Of("test", dataset.Test));
        var (binarizations, note) = AdviseBinarization(dataset.Train.Shape, splits);
        var isPublished = dataset.Options?.Labels is null ? Compare(dataset.Name, splits) : null;
        return new(dataset.Name, dataset.Train.Shape, splits, dataset.Files, dataset.TestSplit, isPublished, binarizations, note)
        {
            Notes = dataset.Notes,
            LabelNames = dataset.Train.LabelNames,
        };
    }

    private static bool? Compare(string name, IReadOnlyList<SplitInspection> splits)
    {
        if (DatasetCatalog.Find(name) is not { } known || known.Splits.Any(split => split.ImagesSha256 is null))
            return null;
        return known.Splits.All(published => splits.Any(split => split.Name == published.Name
            && split.ImagesSha256 == published.ImagesSha256
            && (!published.HasLabels || split.LabelsSha256 == published.LabelsSha256)));
    }

    private static (IReadOnlyList<string> Binarizations, string Note) AdviseBinarization(
        ImageShape shape, IReadOnlyList<SplitInspection> splits)
    {
        if (splits.All(split => split.Pixels.ShareBetween == 0))
            return (["static"], "Every pixel is black or white already, so binarizing would change nothing: "
                + "numbers compare with others on static binarization.");
        if (shape.Channels > 1)
            return (["none"], "The images are in colour; binarized channels would mean little.");
        return (["none", "threshold", "dynamic"],
            "The pixels are grey. None keeps them, threshold cuts at one half, and dynamic draws each pixel afresh with its grey value as "
                + "the probability. Numbers under different ones cannot be compared.");
    }
}
