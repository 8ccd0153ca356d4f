using Elbo.Analysis.Exploration;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Reports.Figures.Drawing;
using ScottPlot;
using SkiaSharp;
using Palette = Elbo.Reports.Figures.Drawing.Palette;

namespace Elbo.Reports.Figures;

/// <summary>Examples, their codes and reconstructions, row by row: input, bars of z, reconstruction.</summary>
public static class ReconstructionFigure
{
    private const int ChartWidth = 560, RowGap = 28, CaptionLine = 44, ColumnGap = 36, BottomRoom = 76, WhiskersUpTo = 160;

    /// <summary>Draws the first examples.</summary>
    /// <param name="inputs">The examples, shape [N, C, H, W].</param>
    /// <param name="codes">Their posteriors, shape [N, L]; where they have standard deviations, the bars get whiskers of ±1.</param>
    /// <param name="reconstructions">The means of p(x given z) at those codes, shape [N, C, H, W].</param>
    /// <param name="rows">Maximum number of examples to show. Default 4.</param>
    /// <param name="title">A short title; null for none.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">There is no example, or the counts or shapes differ.</exception>
    public static byte[] Render(ImageBatch inputs, Codes codes, ImageBatch reconstructions, int rows = 4, string? title = "Reconstructions") =>
        Draw(inputs, new LatentCodes(codes.Latents, codes.Mu, codes.HasVariance ? codes.StandardDeviations() : null), reconstructions, rows, title);

    internal static byte[] Draw(
        ImageBatch inputs, LatentCodes codes, ImageBatch reconstructions, int rows = 4, string? title = "Reconstructions")
    {
        inputs.Need(1, nameof(inputs), "the figure needs at least 1");
        if (inputs.Count != codes.Count || inputs.Count != reconstructions.Count || inputs.Shape != reconstructions.Shape)
            throw new ArgumentException(
                $"There are {inputs.Count} inputs of {inputs.Shape}, {codes.Count} codes and {reconstructions.Count} reconstructions "
                + $"of {reconstructions.Shape}; give the same number of each, of the same shape.",
                nameof(reconstructions));
        if (rows < 1)
            throw new ArgumentException($"rows was {rows}; it must be at least 1.", nameof(rows));
        rows = Math.Min(rows, inputs.Count);

        var tile = Tile.Near(inputs.Shape, 168);
        var rowHeight = Math.Max(tile.Height, 140) + RowGap;
        var header = new Header(title, null);
        var top = FigureCanvas.Margin + header.Height + CaptionLine;
        var chartLeft = FigureCanvas.Margin + tile.Width + ColumnGap;
        var right = chartLeft + ChartWidth + ColumnGap;
        using var canvas = new FigureCanvas(right + tile.Width + FigureCanvas.Margin, top + rows * rowHeight - RowGap + BottomRoom + 8);
        header.Draw(canvas, FigureCanvas.Margin, FigureCanvas.Margin, canvas.Width - 2 * FigureCanvas.Margin);
        Caption(canvas, "input", FigureCanvas.Margin + tile.Width / 2f, top);
        Caption(canvas, "code z: mean of q(z given x)" + (codes.Deviations is null ? "" : ", ±1 deviation"),
            chartLeft + ChartWidth / 2f + 28, top);
        Caption(canvas, "reconstruction", right + tile.Width / 2f, top);

        var limit = Limit(codes, rows);
        for (var row = 0; row < rows; row++)
        {
            var y = top + row * rowHeight;
            var middle = y + (rowHeight - RowGap - tile.Height) / 2;
            canvas.Image(inputs[row], tile, FigureCanvas.Margin, middle);
            canvas.Image(reconstructions[row], tile, right, middle);
            using var chart = Bars(codes, row, limit, last: row == rows - 1);
            chart.Draw(canvas, SKRect.Create(chartLeft, y, ChartWidth, rowHeight - RowGap + (row == rows - 1 ? BottomRoom : 0)));
        }
        return canvas.ToPng();
    }

    private static void Caption(FigureCanvas canvas, string text, float middle, float top) =>
        canvas.Text(text, middle, top - CaptionLine / 2f, TextStyle.Caption, SKTextAlign.Center);

    private static double Limit(LatentCodes codes, int rows)
    {
        var reach = from row in Enumerable.Range(0, rows)
                    from latent in Enumerable.Range(0, codes.Latents)
                    let value = codes.At(row, latent)
                    let far = Math.Abs(value.Mean) + value.Deviation
                    where float.IsFinite(far)
                    select (double)far;
        return Math.Max(2.2, reach.DefaultIfEmpty(0).Max() * 1.08);
    }

    private static Chart Bars(LatentCodes codes, int row, double limit, bool last)
    {
        var chart = new Chart(last ? "latent dimension" : "", "")
        {
            Padding = new(left: 60, right: 4, bottom: last ? BottomRoom : 0, top: 0),
        };
        chart.Plot.Grid.XAxisStyle.IsVisible = false;
        chart.Y(-limit, limit, Numbers.Ticks(-limit, limit, 4));
        var side = 0.6 + Math.Max(0, (10 - codes.Latents) / 2.0);
        chart.X(-side, codes.Latents - 1 + side, Numbers.Ticks(0, codes.Latents - 1, 10, leastStep: 1));
        if (!last)
            chart.HideBottom();
        chart.Plot.Add.HorizontalLine(0, 1, Palette.Frame.Plot());
        for (var latent = 0; latent < codes.Latents; latent++)
        {
            var (mean, deviation) = codes.At(row, latent);
            if (!float.IsFinite(mean))
                continue;
            chart.Plot.Add.Bar(new Bar { Position = latent, Value = mean, Size = 0.7, FillColor = Palette.Code.Plot(), LineWidth = 0 });
            if (deviation > 0 && float.IsFinite(deviation) && codes.Latents <= WhiskersUpTo)
                chart.Plot.Add.Line(latent, mean - deviation, latent, mean + deviation).Color = Palette.Ink.Plot(0.8);
        }
        return chart;
    }
}
