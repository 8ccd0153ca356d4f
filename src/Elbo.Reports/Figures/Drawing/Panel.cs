using Elbo.Evaluation;
using ScottPlot;
using SkiaSharp;

namespace Elbo.Reports.Figures.Drawing;

/// <summary>A titled chart of several series over equally spaced positions: groups of bars, or curves.</summary>
internal sealed record Panel(string Title, string XLabel, string YLabel, bool IsBars, IReadOnlyList<PanelSeries> Series)
{
    private const int TitleHeight = 44, LowestBarForText = 36, Space = 20;
    private const double GroupWidth = 0.8;

    /// <summary>The positions on the horizontal axis, in the order of the first series.</summary>
    private string[] Places => [.. Series.SelectMany(series => series.Points).Select(point => point.At).Distinct()];

    public void Draw(FigureCanvas canvas, SKRect area)
    {
        var places = Places;
        using var chart = new Chart(XLabel, YLabel) { Padding = new(left: 130, right: 24, bottom: XLabel.Length > 0 ? 92 : 52, top: 28) };
        chart.Plot.Grid.XAxisStyle.IsVisible = false;
        var (left, right) = IsBars ? (-0.6, places.Length - 0.4) : (-0.25, places.Length - 0.75);
        var top = 1.08 * Series.SelectMany(series => series.Points).Max(point => point.Most);
        chart.X(left, right, [.. places.Select((_, i) => (double)i)], places);
        var ticks = Numbers.Ticks(0, top, 6);
        chart.Y(0, top, ticks, top >= 1000 ? [.. ticks.Select(tick => Numbers.Count((long)tick))] : null);
        foreach (var (index, series) in Series.Index())
            Add(chart, places, series, Shift(index));
        var below = SKRect.Create(area.Left, area.Top + TitleHeight, area.Width, area.Height - TitleHeight - Space);
        chart.Draw(canvas, below);
        var data = chart.DataArea(below);
        canvas.Text(Title, data.Left, area.Top + TitleHeight / 2f - 4, TextStyle.Label with { SemiBold = true });
        foreach (var (index, series) in Series.Index())
            Write(canvas, places, series, Shift(index), data, left, right, top);
    }

    private double Shift(int series) => IsBars ? (series - (Series.Count - 1) / 2.0) * GroupWidth / Series.Count : 0;

    private void Add(Chart chart, string[] places, PanelSeries series, double shift)
    {
        double X(PanelPoint point) => Array.IndexOf(places, point.At) + shift;
        if (!IsBars)
        {
            var line = chart.Plot.Add.Scatter(series.Points.Select(X).ToArray(), series.Points.Select(point => point.Middle).ToArray(), series.Color.Plot());
            (line.LineWidth, line.MarkerSize, line.MarkerShape) = (2.4f, 7, MarkerShape.FilledCircle);
        }
        foreach (var point in series.Points)
        {
            if (IsBars)
            {
                var size = 0.92 * GroupWidth / Series.Count;
                chart.Plot.Add.Bar(new Bar { Position = X(point), Value = point.Middle, Size = size, FillColor = series.Color.Plot(), LineWidth = 0 });
            }
            var whisker = chart.Plot.Add.Line(X(point), point.Least, X(point), point.Most);
            (whisker.LineWidth, whisker.LineColor) = (1.2f, (IsBars ? Palette.Ink : series.Color).Plot());
        }
    }

    private static void Write(
        FigureCanvas canvas, string[] places, PanelSeries series, double shift, SKRect data, double left, double right, double top)
    {
        foreach (var point in series.Points)
        {
            var x = (float)(data.Left + (Array.IndexOf(places, point.At) + shift - left) / (right - left) * data.Width);
            float Y(double value) => (float)(data.Bottom - value / top * data.Height);
            if (point.Above is { } above)
                canvas.Text(above, x, Y(point.Most) - 16, TextStyle.Caption with { Color = Palette.Ink }, SKTextAlign.Center);
            if (point.Within is { } within && data.Bottom - Y(point.Middle) >= LowestBarForText)
            {
                var style = TextStyle.Caption with { Color = Palette.On(series.Color) };
                canvas.Text(within, x, data.Bottom - 18, style, SKTextAlign.Center);
            }
        }
    }
}

/// <param name="At">Its position on the horizontal axis: one of the panel's positions.</param>
/// <param name="Middle">The value.</param>
/// <param name="Least">The start of its whisker.</param>
/// <param name="Most">The end of its whisker.</param>
/// <param name="Above">A few characters above it; null for none.</param>
/// <param name="Within">A few characters inside its bar; null for none.</param>
internal readonly record struct PanelPoint(string At, double Middle, double Least, double Most, string? Above = null, string? Within = null);

internal sealed record PanelSeries(string Name, Rgb Color, IReadOnlyList<PanelPoint> Points);
