using Elbo.Evaluation;
using Elbo.Reports.Figures.Drawing;
using SkiaSharp;

namespace Elbo.Reports.Figures;

/// <summary>The cost of each column of a table: horizontal bars, the longest on top, labelled with their names.</summary>
internal static class ColumnBars
{
    private const int Width = 1030, RowHeight = 44, MostBars = 30, WidestName = 360, Gap = 18, ValueWidth = 190, AxisHeight = 86;

    /// <summary>Draws the bars, at most 30; if there are more, the subtitle says so.</summary>
    /// <param name="bars">At least one.</param>
    /// <param name="axis">The label of the axis, with the unit.</param>
    /// <param name="title">A short title; null for none.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">There is no bar.</exception>
    public static byte[] Render(IReadOnlyList<ColumnBar> bars, string axis, string? title = null)
    {
        if (bars.Count == 0)
            throw new ArgumentException("There are 0 bars; give one for each column, at least 1.", nameof(bars));
        ColumnBar[] shown = [.. bars.OrderByDescending(bar => double.IsFinite(bar.Value) ? bar.Value : double.NegativeInfinity).Take(MostBars)];
        var header = new Header(title, shown.Length < bars.Count ? $"the {shown.Length} largest of {bars.Count} columns" : null);
        var top = FigureCanvas.Margin + header.Height;
        using var canvas = new FigureCanvas(Width + 2 * FigureCanvas.Margin, top + shown.Length * RowHeight + AxisHeight + FigureCanvas.Margin / 2);
        header.Draw(canvas, FigureCanvas.Margin, FigureCanvas.Margin, Width);

        var names = Math.Min(WidestName, shown.Max(bar => TextStyle.Label.Measure(bar.Name)));
        var area = SKRect.Create(FigureCanvas.Margin + names + Gap, top, Width - names - Gap, shown.Length * RowHeight);
        var (low, high) = Range(shown);
        DrawAxis(canvas, area, low, high, axis);
        foreach (var (place, bar) in shown.Index())
        {
            var middle = top + (place + 0.5f) * RowHeight;
            canvas.Text(TextStyle.Label.Fit(bar.Name, names), area.Left - Gap, middle, TextStyle.Label, SKTextAlign.Right);
            Draw(canvas, bar, area, middle, X);
        }
        return canvas.ToPng();

        float X(double value) => (float)(area.Left + (value - low) / (high - low) * (area.Width - ValueWidth));
    }

    private static (double Low, double High) Range(ColumnBar[] bars)
    {
        var finite = bars.Where(bar => double.IsFinite(bar.Value)).ToArray();
        var low = finite.Select(bar => bar.Value - bar.Error).Append(0).Min();
        var high = finite.Select(bar => bar.Value + bar.Error).Append(0).Max();
        return high - low > 0 ? (low, high) : (0, 1);
    }

    private static void DrawAxis(FigureCanvas canvas, SKRect area, double low, double high, string axis)
    {
        var ticks = Numbers.Ticks(low, high, 8);
        foreach (var (tick, text) in ticks.Zip(Numbers.TickTexts(ticks)))
        {
            var x = (float)(area.Left + (tick - low) / (high - low) * (area.Width - ValueWidth));
            canvas.Line(x, area.Top, x, area.Bottom + 6, tick == 0 ? Palette.Frame : Palette.Grid);
            canvas.Text(text, x, area.Bottom + 24, TextStyle.Caption, SKTextAlign.Center);
        }
        canvas.Text(axis, area.Left + (area.Width - ValueWidth) / 2, area.Bottom + 62, TextStyle.Subtitle, SKTextAlign.Center);
    }

    private static void Draw(FigureCanvas canvas, ColumnBar bar, SKRect area, float middle, Func<double, float> x)
    {
        const float Half = 13;
        if (!double.IsFinite(bar.Value))
        {
            canvas.Text("no value", x(0) + 10, middle, TextStyle.Caption);
            return;
        }
        var (from, to) = (x(Math.Min(0, bar.Value)), x(Math.Max(0, bar.Value)));
        canvas.Fill(new SKRect(from, middle - Half, to, middle + Half), Palette.Distortion);
        if (bar.Error > 0)
            canvas.Line(x(bar.Value - bar.Error), middle, x(bar.Value + bar.Error), middle, Palette.Ink);
        canvas.Text(Numbers.Text(bar.Value, "F2"), Math.Max(to, x(bar.Value + bar.Error)) + 12, middle, TextStyle.Caption with { Color = Palette.Ink });
    }
}

/// <param name="Name">The column's name.</param>
/// <param name="Value">Its value; one that is not finite gets no bar.</param>
/// <param name="Error">Its standard error; 0 draws no whisker.</param>
internal sealed record ColumnBar(string Name, double Value, double Error = 0);
