using Elbo.Evaluation;
using Elbo.Exchange;
using Elbo.Reports.Figures.Drawing;
using ScottPlot;
using SkiaSharp;
using Palette = Elbo.Reports.Figures.Drawing.Palette;

namespace Elbo.Reports.Figures;

/// <summary>Test −ELBO over epochs, one curve per run; one panel for each group of runs that can be compared.</summary>
internal static class ComparedCurves
{
    /// <summary>The number of colours that can be distinguished.</summary>
    public const int MostCurves = 10;

    public const string DefaultTitle = "Test −ELBO over training";

    private const int PanelWidth = 840, PanelHeight = 520, TitleLine = 44, MarkersUpTo = 30, PanelsInARow = 2;

    /// <param name="Label">Its name and its differences.</param>
    /// <param name="Epochs">One entry per epoch, ascending; only the test −ELBO is drawn.</param>
    public sealed record Curve(string Label, IReadOnlyList<EpochLosses> Epochs);

    /// <param name="Title">Their common protocol, such as the binarization.</param>
    /// <param name="Curves">At least one.</param>
    public sealed record CurvePanel(string Title, IReadOnlyList<Curve> Curves);

    /// <summary>Draws the panels, at most two next to each other.</summary>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">A panel has no curve, or more than there are colours.</exception>
    public static byte[] Render(IReadOnlyList<CurvePanel> panels, string? title = DefaultTitle)
    {
        foreach (var panel in panels)
            if (panel.Curves.Count is 0 or > MostCurves)
                throw new ArgumentException($"A panel has {panel.Curves.Count} curves; it must have from 1 to {MostCurves}.", nameof(panels));
        var header = new Header(title, panels.Count > 1 ? "the panels' numbers measure different things and cannot be compared" : "lower is better");
        var columns = Math.Min(PanelsInARow, panels.Count);
        var rows = panels.Chunk(columns).ToArray();
        var top = FigureCanvas.Margin + header.Height;
        using var canvas = new FigureCanvas(2 * FigureCanvas.Margin + columns * PanelWidth, top + rows.Sum(Height) + FigureCanvas.Margin / 2);
        header.Draw(canvas, FigureCanvas.Margin, FigureCanvas.Margin, columns * PanelWidth);
        foreach (var row in rows)
        {
            foreach (var (column, panel) in row.Index())
                Draw(canvas, panel, FigureCanvas.Margin + column * PanelWidth, top);
            top += Height(row);
        }
        return canvas.ToPng();
    }

    private static int Height(CurvePanel[] row) => TitleLine + PanelHeight + row.Max(panel => panel.Curves.Count) * Key.LineHeight + FigureCanvas.Margin / 2;

    private static void Draw(FigureCanvas canvas, CurvePanel panel, float x, float y)
    {
        using var chart = new Chart("epoch", "test −ELBO (nats per example)");
        Series[] series = [.. panel.Curves.Select(curve => Series.Of(curve.Epochs, epoch => epoch.Test))];
        Limit(chart, [.. series.SelectMany(each => each.Runs).SelectMany(run => run)]);
        foreach (var (index, run) in series.SelectMany((each, index) => each.Runs.Select(run => (index, run))))
        {
            var (epochs, values) = (run.Select(point => point.X).ToArray(), run.Select(point => point.Y).ToArray());
            var line = chart.Plot.Add.Scatter(epochs, values, Palette.Categorical[index].Plot());
            (line.LineWidth, line.MarkerShape) = (2.4f, MarkerShape.FilledCircle);
            line.MarkerSize = run.Count == 1 ? 9 : run.Count <= MarkersUpTo ? 5 : 0;
        }
        var area = SKRect.Create(x, y + TitleLine, PanelWidth, PanelHeight);
        var data = chart.DataArea(area);
        chart.Draw(canvas, area);
        var titled = TextStyle.Label with { SemiBold = true };
        canvas.Text(titled.Fit(panel.Title, data.Width), data.Left, y + TitleLine / 2f - 6, titled);
        var keys = panel.Curves.Select((curve, index) => new Key(curve.Label, Palette.Categorical[index], KeyForm.Line));
        Key.DrawColumn(canvas, keys, data.Left, area.Bottom + Key.LineHeight / 2f, data.Width);
    }

    private static void Limit(Chart chart, IReadOnlyList<(double X, double Y)> points)
    {
        var (first, last) = points.Count == 0 ? (0, 1) : (points.Min(point => point.X), points.Max(point => point.X));
        var side = Math.Max((last - first) * 0.02, first == last ? 0.6 : 0.1);
        chart.X(first - side, last + side, Numbers.Ticks(first, last, 8, leastStep: 1));
        var (low, high) = points.Count == 0 ? (0, 1) : (points.Min(point => point.Y), points.Max(point => point.Y));
        var pad = Math.Max((high - low) * 0.06, Math.Max(Math.Abs(high) * 0.005, 0.05));
        chart.Y(low - pad, high + pad, Numbers.Ticks(low - pad, high + pad, 6));
    }
}
