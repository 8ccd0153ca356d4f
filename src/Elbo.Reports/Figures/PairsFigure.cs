using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Reports.Figures;

/// <summary>Images next to their reconstructions, several pairs per row.</summary>
internal static class PairsFigure
{
    private const int Aside = 20;

    /// <param name="inputs">The images, shape [R × P, C, H, W], row by row.</param>
    /// <param name="reconstructions">The reconstruction of each, of the same shape.</param>
    /// <param name="rows">The caption of each of the R rows.</param>
    /// <param name="title">A short title; null for none.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">There is no pair, the counts or shapes don't fit each other, or the pairs don't fill the rows.</exception>
    public static byte[] Render(ImageBatch inputs, ImageBatch reconstructions, IReadOnlyList<string> rows, string? title = null)
    {
        inputs.Need(1, nameof(inputs), "there must be at least 1");
        if (reconstructions.Count != inputs.Count || reconstructions.Shape != inputs.Shape)
            throw new ArgumentException(
                $"There are {inputs.Count} inputs of {inputs.Shape} and {reconstructions.Count} reconstructions of {reconstructions.Shape}; "
                + "give one of the same shape for each.", nameof(reconstructions));
        if (rows.Count == 0 || inputs.Count % rows.Count != 0)
            throw new ArgumentException($"{inputs.Count} pairs don't fill {rows.Count} rows; give the same number to every row.", nameof(rows));
        var pairs = inputs.Count / rows.Count;
        return new TileGrid(inputs.Shape, rows.Count, 2 * pairs, (row, column) =>
            (column % 2 == 0 ? inputs : reconstructions)[row * pairs + column / 2])
        {
            Header = new(title, null),
            Target = 84,
            GapBefore = column => column > 0 && column % 2 == 0 ? Aside : 0,
            RowCaptions = rows,
            ColumnCaptions = [.. Enumerable.Range(0, 2 * pairs).Select(column => column % 2 == 0 ? "input" : "output")],
        }.Render();
    }
}
