using Elbo.Data.Arrays;

namespace Elbo.Data.Inspection;

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
