using System.Globalization;
using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Reports.Figures;

/// <summary>An overview of a data set: the first examples of each label, one row per label; a plain grid if there are no labels.</summary>
internal static class ContactSheet
{
    /// <summary>Draws the first examples of the data set.</summary>
    /// <param name="images">At least one image.</param>
    /// <param name="options">Name, examples per row and names of labels; null for the defaults.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">There is no image, or the options are out of range.</exception>
    public static byte[] Render(ImageSet images, ContactSheetOptions? options = null)
    {
        options ??= new();
        if (images.Count == 0)
            throw new ArgumentException("The data set holds 0 images; a contact sheet needs at least 1.", nameof(images));
        if (options.PerRow < 1 || options.Rows < 1)
            throw new ArgumentException($"PerRow was {options.PerRow} and Rows {options.Rows}; both must be at least 1.", nameof(options));
        var header = new Header(options.Name, Describe(images));
        return images.HasLabels ? ByLabel(images, options, header) : Plain(images, options, header);
    }

    private static byte[] ByLabel(ImageSet images, ContactSheetOptions options, Header header)
    {
        var labels = images.Labels.ToArray().Index().GroupBy(pair => pair.Item, pair => pair.Index)
            .OrderBy(group => group.Key).ToArray();
        var chosen = labels.SelectMany(group => group.Take(options.PerRow)).ToArray();
        var batch = Batch(images, chosen);
        var starts = labels.Select(group => Math.Min(group.Count(), options.PerRow))
            .Aggregate(new List<int> { 0 }, (sums, count) => [.. sums, sums[^1] + count]);
        return new TileGrid(images.Shape, labels.Length, starts.Zip(starts.Skip(1), (a, b) => b - a).Max(), (row, column) =>
            starts[row] + column < starts[row + 1] ? batch[starts[row] + column] : default)
        {
            Header = header,
            Target = 84,
            RowCaptions = [.. labels.Select(group => options.NameOf(group.Key))],
        }.Render();
    }

    private static byte[] Plain(ImageSet images, ContactSheetOptions options, Header header)
    {
        var count = Math.Min(images.Count, options.PerRow * options.Rows);
        var batch = Batch(images, [.. Enumerable.Range(0, count)]);
        var columns = Math.Min(count, options.PerRow);
        return new TileGrid(images.Shape, (count + columns - 1) / columns, columns, (row, column) =>
            row * columns + column < count ? batch[row * columns + column] : default)
        {
            Header = header,
            Target = 84,
        }.Render();
    }

    private static ImageBatch Batch(ImageSet images, int[] indices)
    {
        var pixels = new byte[indices.Length * images.Shape.Size];
        foreach (var (place, index) in indices.Index())
            images.Image(index).CopyTo(pixels.AsSpan(place * images.Shape.Size));
        return ImageBatch.FromBytes(images.Shape, pixels);
    }

    private static string Describe(ImageSet images)
    {
        var examples = images.Count == 1 ? "1 example" : $"{Numbers.Count(images.Count)} examples";
        var labels = images.HasLabels ? images.Labels.ToArray().Distinct().Count() : 0;
        var labelled = labels == 0 ? "no labels" : labels == 1 ? "1 label" : $"{labels} labels";
        return $"{examples} · {images.Shape} · {labelled}";
    }
}

internal sealed record ContactSheetOptions
{
    /// <summary>The data set's name, the title; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>Images per row; a row has one label if there are labels. Default 12.</summary>
    public int PerRow { get; init; } = 12;

    /// <summary>Rows of a data set without labels. Default 8.</summary>
    public int Rows { get; init; } = 8;

    /// <summary>Names by label (0 is the first); null, or too few, shows the number.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    internal string NameOf(byte label) =>
        LabelNames is { } names && label < names.Count ? names[label] : label.ToString(CultureInfo.InvariantCulture);
}
