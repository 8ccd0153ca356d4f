using Elbo.Data.Arrays;
using Elbo.Data.Known;

namespace Elbo.Data.Inspection;

/// <summary>What a data set holds, measured over every pixel: what <c>elbo data inspect</c> shows.</summary>
/// <param name="Name">The data set's name.</param>
/// <param name="Shape">The shape of each image.</param>
/// <param name="Splits">Its splits: training, validation where there is one, test.</param>
/// <param name="Files">The files it was read from.</param>
/// <param name="TestSplit">How the test split was made.</param>
/// <param name="IsPublished">True where every split's SHA-256 is the published one, false where one differs, null where none is recorded.</param>
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
    /// <summary>What was skipped on reading, one clause each.</summary>
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

/// <summary>What one split of a data set holds.</summary>
/// <param name="Name"><c>train</c>, <c>validation</c> or <c>test</c>.</param>
/// <param name="Count">Its number of images.</param>
/// <param name="Pixels">How its pixels are distributed.</param>
/// <param name="Labels">The labels that occur, by rising value; empty where the images have none.</param>
/// <param name="Fingerprint">SHA-256 of the pixels alone: <see cref="ImageSet.Fingerprint"/>.</param>
/// <param name="ImagesSha256">SHA-256 of the uncompressed IDX file of the images; null for images of several channels.</param>
/// <param name="LabelsSha256">SHA-256 of the uncompressed IDX file of the labels; null without labels.</param>
internal sealed record SplitInspection(
    string Name,
    int Count,
    PixelStatistics Pixels,
    IReadOnlyList<LabelCount> Labels,
    string Fingerprint,
    string? ImagesSha256,
    string? LabelsSha256)
{
    /// <summary>Looks at every pixel and label of a split.</summary>
    /// <exception cref="DataException">It has no image.</exception>
    public static SplitInspection Of(string name, ImageSet images)
    {
        var labels = ByteHistogram.Of(images.Labels);
        return new(
            name,
            images.Count,
            PixelStatistics.Of(images),
            [.. labels.Index().Where(label => label.Item > 0).Select(label => new LabelCount(label.Index, (int)label.Item))],
            images.Fingerprint(),
            images.Shape.Channels == 1 ? IdxFile.ImagesSha256(images) : null,
            images.HasLabels ? IdxFile.LabelsSha256(images.Labels) : null);
    }
}

/// <summary>How many images carry a label.</summary>
/// <param name="Label">The label, 0…255.</param>
/// <param name="Count">Images that carry it, at least 1.</param>
internal sealed record LabelCount(int Label, int Count);

/// <summary>Counts how often each byte occurs.</summary>
internal static class ByteHistogram
{
    /// <summary>The number of occurrences of each value, shape [256].</summary>
    public static long[] Of(ReadOnlySpan<byte> bytes)
    {
        // Four tables: runs of one value, which images are full of, would otherwise wait for their own last increment.
        Span<int> tables = stackalloc int[4 * 256];
        tables.Clear();
        var i = 0;
        for (; i <= bytes.Length - 4; i += 4)
        {
            tables[bytes[i]]++;
            tables[256 + bytes[i + 1]]++;
            tables[512 + bytes[i + 2]]++;
            tables[768 + bytes[i + 3]]++;
        }
        for (; i < bytes.Length; i++)
            tables[bytes[i]]++;
        var counts = new long[256];
        for (var value = 0; value < counts.Length; value++)
            counts[value] = (long)tables[value] + tables[256 + value] + tables[512 + value] + tables[768 + value];
        return counts;
    }
}
