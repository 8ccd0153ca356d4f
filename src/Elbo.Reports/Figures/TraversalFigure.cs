using Elbo.Analysis.Exploration;
using Elbo.Evaluation;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Reports.Figures;

/// <summary>The effect of each latent dimension: one row per dimension, in which only that dimension changes from left to right.</summary>
internal static class TraversalFigure
{
    /// <summary>Draws one row of images for each latent dimension.</summary>
    /// <param name="images">Decoded images, shape [R × V, C, H, W], row by row: image r × V + v has dimension r at value v.</param>
    /// <param name="rows">The R dimensions from top to bottom.</param>
    /// <param name="values">The V values from left to right, ascending; the middle one is marked.</param>
    /// <param name="title">A short title; null for none.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">There is no row or no value, or the images are not R × V.</exception>
    public static byte[] Render(
        ImageBatch images, IReadOnlyList<TraversalRow> rows, IReadOnlyList<double> values, string? title = "Latent traversals")
    {
        if (rows.Count == 0 || values.Count == 0 || images.Count != rows.Count * values.Count)
            throw new ArgumentException(
                $"There are {images.Count} images for {rows.Count} rows × {values.Count} values; "
                + "give exactly one image for each, and at least one row and one value.",
                nameof(images));
        return new TileGrid(images.Shape, rows.Count, values.Count, (row, column) => images[row * values.Count + column])
        {
            Header = new(title, values.Count % 2 == 1 && values.Count > 1 ? Framed(values[values.Count / 2]) : null),
            Target = 84,
            RowCaptions = [.. rows.Select(row => row.Caption)],
            ColumnCaptions = [.. values.Select(value => Numbers.Text(value, "0.0"))],
            MarkedColumn = values.Count % 2 == 1 && values.Count > 1 ? values.Count / 2 : -1,
        }.Render();
    }

    private static string Framed(double middle) =>
        $"framed: the dimension at {Numbers.Text(middle, "0.##")}{(middle == 0 ? ", the prior's mean" : "")}; all others as in the example";
}

/// <param name="Latent">The index of the latent dimension that moves.</param>
/// <param name="Rate">That dimension's rate, nats per example; null leaves it out.</param>
internal readonly record struct TraversalRow(int Latent, double? Rate = null)
{
    internal string Caption => Rate is { } rate ? $"z {Latent} · {Numbers.Text(rate, "F1")} nats" : $"z {Latent}";
}
