using Elbo.Analysis.Exploration;
using Elbo.Evaluation;
using Elbo.Reports.Figures.Drawing;
using SkiaSharp;

namespace Elbo.Reports.Figures;

/// <summary>The decoded grid over two latent dimensions, tightly tiled, as a map: one dimension horizontal, the other vertical.</summary>
public static class ManifoldFigure
{
    private const int AxisRoom = 122;

    /// <summary>Draws the map.</summary>
    /// <param name="images">Decoded images, shape [V × H, C, H, W]: image v × H + h is decoded at <c>horizontal.Values[h]</c> and
    /// <c>vertical.Values[v]</c>. It is drawn in column h from the left and row v from the bottom.</param>
    /// <param name="horizontal">The dimension that grows to the right, with H values.</param>
    /// <param name="vertical">The dimension that grows upwards, with V values.</param>
    /// <param name="title">A short title; null for none.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">An axis has no value, or the images are not V × H.</exception>
    public static byte[] Render(ImageBatch images, LatentAxis horizontal, LatentAxis vertical, string? title = "Manifold")
    {
        var (columns, rows) = (horizontal.Values.Count, vertical.Values.Count);
        if (columns == 0 || rows == 0 || images.Count != rows * columns)
            throw new ArgumentException(
                $"There are {images.Count} images for {columns} × {rows} values; give exactly one image for each pair, and at least one value per axis.",
                nameof(images));
        var header = new Header(title, null);
        var tile = Tile.Near(images.Shape, 56);
        var (left, top) = (FigureCanvas.Margin + AxisRoom, FigureCanvas.Margin + header.Height);
        var map = SKRect.Create(left, top, columns * tile.Width, rows * tile.Height);
        var width = Math.Max((int)map.Right, FigureCanvas.Margin + header.Width) + FigureCanvas.Margin;
        using var canvas = new FigureCanvas(width, (int)map.Bottom + AxisRoom + FigureCanvas.Margin / 2);
        header.Draw(canvas, FigureCanvas.Margin, FigureCanvas.Margin, width - 2 * FigureCanvas.Margin);

        for (var v = 0; v < rows; v++)
            for (var h = 0; h < columns; h++)
                canvas.Image(images[v * columns + h], tile, left + h * tile.Width, top + (rows - 1 - v) * tile.Height);
        canvas.FrameAround(map, Palette.Frame, 1);
        DrawHorizontal(canvas, horizontal, map, tile.Width);
        DrawVertical(canvas, vertical, map, tile.Height);
        return canvas.ToPng();
    }

    private static void DrawHorizontal(FigureCanvas canvas, LatentAxis axis, SKRect map, int step)
    {
        foreach (var i in Labelled(axis.Values.Count, step, room: 80))
        {
            var x = map.Left + (i + 0.5f) * step;
            canvas.Line(x, map.Bottom + 1, x, map.Bottom + 9, Palette.Frame);
            canvas.Text(Numbers.Text(axis.Values[i], "F2"), x, map.Bottom + 26, TextStyle.Caption, SKTextAlign.Center);
        }
        canvas.Text(axis.Name, map.MidX, map.Bottom + 66, TextStyle.Label, SKTextAlign.Center);
    }

    private static void DrawVertical(FigureCanvas canvas, LatentAxis axis, SKRect map, int step)
    {
        foreach (var i in Labelled(axis.Values.Count, step, room: 32))
        {
            var y = map.Bottom - (i + 0.5f) * step;
            canvas.Line(map.Left - 9, y, map.Left - 1, y, Palette.Frame);
            canvas.Text(Numbers.Text(axis.Values[i], "F2"), map.Left - 16, y, TextStyle.Caption, SKTextAlign.Right);
        }
        canvas.TextUpwards(axis.Name, FigureCanvas.Margin + 10, map.MidY, TextStyle.Label);
    }

    // Every tile has a label where there is room; else every second, third, … counted from both ends towards the middle.
    private static IEnumerable<int> Labelled(int count, int step, int room)
    {
        var every = (room + step - 1) / step;
        return Enumerable.Range(0, count).Where(i => Math.Min(i, count - 1 - i) % every == 0
            && (2 * i < count || 2 * i - count + 1 >= every));
    }
}
