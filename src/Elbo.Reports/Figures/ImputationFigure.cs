using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Reports.Figures;

/// <summary>Images with missing pixels, the mean that a model fills in, and draws, row by row.</summary>
internal static class ImputationFigure
{
    /// <summary>Draws the first images; missing pixels are orange.</summary>
    /// <param name="holes">The images, NaN if a pixel is missing; shape [N, C, H, W].</param>
    /// <param name="means">The images, filled in with means.</param>
    /// <param name="draws">The images, filled in with draws; may be empty.</param>
    /// <param name="rows">Maximum number of images to show. Default 8.</param>
    /// <param name="title">A short title; null for none.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">There is no image, or the counts or shapes differ.</exception>
    public static byte[] Render(ImageBatch holes, ImageBatch means, IReadOnlyList<ImageBatch> draws, int rows = 8, string? title = "Imputation") =>
        Render(holes, [("mean", means), .. draws.Select((images, draw) => ($"draw {draw + 1}", images))], rows, title);

    /// <summary>Draws the first images; missing pixels are orange.</summary>
    /// <param name="holes">The images, NaN if a pixel is missing; shape [N, C, H, W].</param>
    /// <param name="filled">The images filled in, in the columns behind them.</param>
    /// <param name="rows">Maximum number of images to show. Default 8.</param>
    /// <param name="title">A short title; null for none.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">There is no image, or the counts or shapes differ.</exception>
    public static byte[] Render(ImageBatch holes, IReadOnlyList<(string Caption, ImageBatch Images)> filled, int rows = 8, string? title = null)
    {
        holes.Need(1, nameof(holes), "the figure needs at least 1");
        if (filled.Select(column => column.Images).FirstOrDefault(batch => batch.Shape != holes.Shape || batch.Count != holes.Count) is { } other)
            throw new ArgumentException(
                $"There are {holes.Count} images of {holes.Shape}, and {other.Count} filled in of {other.Shape}; "
                + "give the same number of each, of the same shape.", nameof(filled));
        ImageBatch[] columns = [holes, .. filled.Select(column => column.Images)];
        var shape = new ImageShape(3, holes.Shape.Height, holes.Shape.Width);
        return new TileGrid(shape, Math.Min(rows, holes.Count), columns.Length, (row, column) => Colored(holes.Shape, columns[column][row]))
        {
            Header = new(title, "missing pixels in orange"),
            ColumnCaptions = ["given", .. filled.Select(column => column.Caption)],
        }.Render();
    }

    /// <summary>Three channels, with the colour of missing pixels where a value is NaN.</summary>
    private static float[] Colored(ImageShape shape, ReadOnlySpan<float> image)
    {
        var plane = shape.Height * shape.Width;
        var pixels = new float[3 * plane];
        float[] missing = [Palette.Rate.R / 255f, Palette.Rate.G / 255f, Palette.Rate.B / 255f];
        for (var i = 0; i < pixels.Length; i++)
        {
            var value = image[shape.Channels == 3 ? i : i % plane];
            pixels[i] = float.IsNaN(value) ? missing[i / plane] : value;
        }
        return pixels;
    }
}
