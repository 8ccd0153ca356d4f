using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Reports.Figures;

/// <summary>Images in a grid, row by row, each pixel drawn crisp: samples, reconstructions, any batch.</summary>
public static class ImageGrid
{
    /// <summary>Draws the images from left to right, then from top to bottom.</summary>
    /// <param name="images">At least one image.</param>
    /// <param name="columns">Images in a row; null for a grid as square as possible.</param>
    /// <param name="title">A short title; null for none.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">The batch is empty, or <paramref name="columns"/> is below 1.</exception>
    public static byte[] Render(ImageBatch images, int? columns = null, string? title = null) => Draw(images, new() { Columns = columns, Title = title });

    /// <summary>Draws the images with captions and in the sizes that the options give.</summary>
    internal static byte[] Draw(ImageBatch images, ImageGridOptions options)
    {
        images.Need(1, nameof(images), "a grid needs at least 1");
        var columns = options.Columns ?? Math.Min(images.Count, Math.Max(1, (int)Math.Ceiling(Math.Sqrt(images.Count))));
        if (columns < 1)
            throw new ArgumentException($"Columns was {columns}; it must be at least 1, or null for a square grid.", nameof(options));
        var rows = (images.Count + columns - 1) / columns;
        CheckCaptions(options.RowCaptions, rows, "row");
        CheckCaptions(options.ColumnCaptions, columns, "column");
        return new TileGrid(images.Shape, rows, columns, (row, column) =>
            row * columns + column < images.Count ? images[row * columns + column] : default)
        {
            Header = new(options.Title, options.Subtitle),
            Target = options.TileSize,
            Gutter = options.Gutter,
            RowCaptions = options.RowCaptions,
            ColumnCaptions = options.ColumnCaptions,
        }.Render();
    }

    private static void CheckCaptions(IReadOnlyList<string>? captions, int needed, string what)
    {
        if (captions is not null && captions.Count != needed)
            throw new ArgumentException($"There are {captions.Count} {what} captions for {needed} {what}s; give one for each, or none.");
    }
}

/// <summary>Layout of an <see cref="ImageGrid"/>.</summary>
internal sealed record ImageGridOptions
{
    /// <summary>Images in a row; null for a grid as square as possible.</summary>
    public int? Columns { get; init; }

    /// <summary>The approximate longer side of an image, in pixels: images are enlarged by the largest whole factor that fits. Default 112.</summary>
    public int TileSize { get; init; } = 112;

    /// <summary>White pixels between images. Default 4.</summary>
    public int Gutter { get; init; } = 4;

    /// <summary>One caption per row, on its left; null for none.</summary>
    public IReadOnlyList<string>? RowCaptions { get; init; }

    /// <summary>One caption per column, above it; null for none.</summary>
    public IReadOnlyList<string>? ColumnCaptions { get; init; }

    /// <summary>A short title; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>A line below the title; null for none.</summary>
    public string? Subtitle { get; init; }
}
