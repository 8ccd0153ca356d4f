using Elbo.Reports.Figures.Drawing;
using SkiaSharp;

namespace Elbo.Reports.Figures;

/// <summary>Where many points are: a shade in the mixture of their labels' colours, behind the points themselves.</summary>
internal static class CodeDensity
{
    private const int Cell = 4, Passes = 3, Reach = 2;
    private const double MostOpacity = 0.62;

    /// <summary>Draws the shade.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="area">Nothing is drawn outside it.</param>
    /// <param name="points">Places on the canvas, and the index of each point's colour; below 0 is the first.</param>
    public static void Draw(FigureCanvas canvas, SKRect area, IReadOnlyList<(float X, float Y, int Color)> points)
    {
        var (columns, rows) = ((int)area.Width / Cell, (int)area.Height / Cell);
        var colors = Palette.Categorical;
        var grids = new float[colors.Count][];
        foreach (var (x, y, color) in points)
        {
            var (column, row) = ((int)((x - area.Left) / Cell), (int)((y - area.Top) / Cell));
            if (column < 0 || column >= columns || row < 0 || row >= rows)
                continue;
            (grids[Math.Max(0, color) % colors.Count] ??= new float[columns * rows])[row * columns + column]++;
        }
        (float[] Grid, Rgb Color)[] layers = [.. grids.Index().Where(layer => layer.Item is not null).Select(layer => (layer.Item, colors[layer.Index]))];
        foreach (var (grid, _) in layers)
            for (var pass = 0; pass < Passes; pass++)
                Blur(grid, columns, rows);
        if (layers.Length > 0)
            Paint(canvas, area, layers, columns, rows);
    }

    // Three passes of a box are nearly a Gaussian.
    private static void Blur(float[] grid, int columns, int rows)
    {
        Lines(rows, columns, columns, 1);
        Lines(columns, rows, 1, columns);

        void Lines(int lines, int length, int lineStep, int step)
        {
            var line = new float[length];
            for (var l = 0; l < lines; l++)
            {
                for (var i = 0; i < length; i++)
                    line[i] = grid[l * lineStep + i * step];
                for (var i = 0; i < length; i++)
                {
                    var sum = 0f;
                    for (var j = Math.Max(0, i - Reach); j <= Math.Min(length - 1, i + Reach); j++)
                        sum += line[j];
                    grid[l * lineStep + i * step] = sum / (2 * Reach + 1);
                }
            }
        }
    }

    private static void Paint(FigureCanvas canvas, SKRect area, (float[] Grid, Rgb Color)[] layers, int columns, int rows)
    {
        double[] sums = [.. Enumerable.Range(0, columns * rows).Select(i => layers.Sum(layer => (double)layer.Grid[i]))];
        double[] found = [.. sums.Where(sum => sum > 0).Order()];
        if (found.Length == 0)
            return;
        // Half of the opacity where four fifths of the cells with points are emptier.
        var half = found[found.Length * 4 / 5];
        var pixels = new SKColor[columns * rows];
        for (var i = 0; i < pixels.Length; i++)
            if (sums[i] > 0)
                pixels[i] = Mixed(layers, i).Skia(MostOpacity * Math.Min(1, 1.2 * sums[i] / (sums[i] + half)));
        using var bitmap = new SKBitmap(columns, rows, SKColorType.Rgba8888, SKAlphaType.Unpremul) { Pixels = pixels };
        using var image = SKImage.FromBitmap(bitmap);
        canvas.Skia.DrawImage(image, SKRect.Create(area.Left, area.Top, columns * Cell, rows * Cell), new SKSamplingOptions(SKFilterMode.Linear));
    }

    // Squared weights: the label that prevails is seen, not the grey of all.
    private static Rgb Mixed((float[] Grid, Rgb Color)[] layers, int cell)
    {
        double r = 0, g = 0, b = 0, all = 0;
        foreach (var (grid, color) in layers)
        {
            var weight = (double)grid[cell] * grid[cell];
            (r, g, b, all) = (r + weight * color.R, g + weight * color.G, b + weight * color.B, all + weight);
        }
        return new((byte)Math.Round(r / all), (byte)Math.Round(g / all), (byte)Math.Round(b / all));
    }
}
