using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Reports.Figures;

/// <summary>The same code as every class: one row per example, with the example on its left and a column for each class.</summary>
internal static class StyleFigure
{
    private const int Aside = 16;

    /// <summary>Draws the rows.</summary>
    /// <param name="examples">N examples; null for codes without one.</param>
    /// <param name="images">Decoded images, shape [N × C, …], row by row.</param>
    /// <param name="classes">The names of the C classes.</param>
    /// <param name="column">The name of the condition, for a title; null for none.</param>
    /// <returns>A PNG.</returns>
    public static byte[] Render(ImageBatch? examples, ImageBatch images, IReadOnlyList<string> classes, string? column)
    {
        var first = examples is null ? 0 : 1;
        return new TileGrid(images.Shape, images.Count / classes.Count, classes.Count + first, (row, place) =>
            place < first ? examples![row] : images[row * classes.Count + place - first])
        {
            Header = new(column is null ? null : $"The same z, every {column}", null),
            Target = 84,
            GapBefore = place => place == first && first > 0 ? Aside : 0,
            ColumnCaptions = [.. examples is null ? (string[])[] : ["example"], .. classes],
        }.Render();
    }
}
