using Elbo.Evaluation;
using Elbo.Reports.Figures.Drawing;
using SkiaSharp;

namespace Elbo.Reports.Figures;

/// <summary>The rate of one latent as a surface over the posterior's mean and log-variance: a map with contour lines.</summary>
internal static class KlSurface
{
    private const int Width = 1000, Height = 760, BarWidth = 32, BarRoom = 190;

    public const double MeanLimit = 3;

    /// <summary>The log-variance at the map's lower end.</summary>
    public const double LowLogVariance = -4;

    /// <summary>The log-variance at the map's upper end.</summary>
    public const double HighLogVariance = 3;

    private static readonly (double Level, double LabelMean, double LabelLogVariance)[] Contours =
        [.. new[] { 0.1, 0.5, 1, 2, 4 }.Select(level => (level, -Math.Sqrt(2 * level), 0.0)), (8, -2.706, 2.5)];

    /// <summary>Draws the map for μ from −3 to 3 and log σ² from −4 to 3.</summary>
    /// <param name="title">A short title; null for none.</param>
    /// <returns>A PNG.</returns>
    public static byte[] Render(string? title = "Rate of one latent: ½(μ² + σ² − 1 − log σ²)")
    {
        var header = new Header(title, "nats by which a posterior N(μ, σ²) departs from the prior N(0, 1)");
        var top = FigureCanvas.Margin + header.Height;
        using var canvas = new FigureCanvas(2 * FigureCanvas.Margin + Width, top + Height + FigureCanvas.Margin / 2);
        header.Draw(canvas, FigureCanvas.Margin, FigureCanvas.Margin, Width);
        using var chart = new Chart("posterior mean μ", "posterior log-variance log σ²") { Padding = new(left: 100, right: BarRoom, bottom: 88, top: 12) };
        chart.Plot.Grid.XAxisStyle.IsVisible = chart.Plot.Grid.YAxisStyle.IsVisible = false;
        chart.X(-MeanLimit, MeanLimit, Numbers.Ticks(-MeanLimit, MeanLimit, 6));
        chart.Y(LowLogVariance, HighLogVariance, Numbers.Ticks(LowLogVariance, HighLogVariance, 7));
        var area = SKRect.Create(FigureCanvas.Margin, top, Width, Height);
        var map = chart.DataArea(area);
        PaintMap(canvas, map);
        foreach (var contour in Contours)
            DrawContour(canvas, map, contour.Level, contour.LabelMean, contour.LabelLogVariance);
        DrawMinimum(canvas, Point(map, 0, 0));
        chart.Draw(canvas, area);
        DrawBar(canvas, SKRect.Create(map.Right + 44, map.Top, BarWidth, map.Height));
        return canvas.ToPng();
    }

    /// <summary>Draws only the map, without contours or axes.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <returns>A PNG.</returns>
    public static byte[] RenderMap(int width, int height)
    {
        using var canvas = new FigureCanvas(width, height);
        PaintMap(canvas, SKRect.Create(width, height));
        return canvas.ToPng();
    }

    /// <summary>The closed curve on which the rate has a value: μ² = 2c − (e^l − 1 − l), at whose ends in l the root is zero.</summary>
    /// <param name="level">The rate c in nats, above 0.</param>
    public static IReadOnlyList<(double Mean, double LogVariance)> Contour(double level)
    {
        const int Steps = 240;
        var (low, high) = (End(level, -2 * level - 2), End(level, Math.Log(2 * level + 1) + 2));
        var points = new (double, double)[2 * Steps + 1];
        for (var i = 0; i < points.Length; i++)
        {
            var logVariance = (low + high) / 2 + (high - low) / 2 * Math.Cos(Math.PI * i / Steps);
            var square = 2 * (level - Rate(0, logVariance));
            points[i] = (Math.Sqrt(Math.Max(0, square)) * (i <= Steps ? 1 : -1), logVariance);
        }
        return points;
    }

    /// <summary>The rate of one latent, KL(N(μ, σ²) ‖ N(0, 1)), in nats: appendix B of arXiv:1312.6114.</summary>
    internal static double Rate(double mean, double logVariance) =>
        0.5 * mean * mean + (0.5 * Math.Exp(logVariance) - 0.5 - 0.5 * logVariance);

    /// <summary>The colour of a rate: its square root along the ramp, so that the flat valley shows its shape.</summary>
    internal static Rgb Color(double rate)
    {
        var place = Math.Sqrt(Math.Clamp(rate / Largest, 0, 1)) * (Palette.Ramp.Count - 1);
        var below = Math.Min((int)place, Palette.Ramp.Count - 2);
        return Palette.Ramp[below].Towards(Palette.Ramp[below + 1], place - below);
    }

    private static readonly double Largest = Rate(MeanLimit, HighLogVariance);

    private static double Mean(SKRect map, double x) => -MeanLimit + (x - map.Left) / map.Width * 2 * MeanLimit;

    private static double LogVariance(SKRect map, double y) =>
        HighLogVariance - (y - map.Top) / map.Height * (HighLogVariance - LowLogVariance);

    private static SKPoint Point(SKRect map, double mean, double logVariance) => new(
        (float)(map.Left + (mean + MeanLimit) / (2 * MeanLimit) * map.Width),
        (float)(map.Top + (HighLogVariance - logVariance) / (HighLogVariance - LowLogVariance) * map.Height));

    private static void PaintMap(FigureCanvas canvas, SKRect map) =>
        Paint(canvas, map, x => Rate(Mean(map, x), 0), y => Rate(0, LogVariance(map, y)));

    // The rate is a sum of a term of the mean and a term of the log-variance.
    private static void Paint(FigureCanvas canvas, SKRect area, Func<double, double> ofColumn, Func<double, double> ofRow)
    {
        const int Shades = 2048;
        SKColor[] shades = [.. Enumerable.Range(0, Shades).Select(i => Color(Largest * i * i / ((Shades - 1.0) * (Shades - 1))).Skia())];
        var (width, height) = ((int)area.Width, (int)area.Height);
        double[] columns = [.. Enumerable.Range(0, width).Select(x => ofColumn(area.Left + x + 0.5) / Largest)];
        var colors = new SKColor[width * height];
        for (var y = 0; y < height; y++)
        {
            var row = ofRow(area.Top + y + 0.5) / Largest;
            for (var x = 0; x < width; x++)
                colors[y * width + x] = shades[(int)(Math.Sqrt(Math.Min(1, columns[x] + row)) * (Shades - 1) + 0.5)];
        }
        using var pixels = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque) { Pixels = colors };
        canvas.Skia.DrawBitmap(pixels, area.Left, area.Top);
    }

    private static void DrawContour(FigureCanvas canvas, SKRect map, double level, double labelMean, double labelLogVariance)
    {
        using var path = new SKPath();
        path.AddPoly([.. Contour(level).Select(at => Point(map, at.Mean, at.LogVariance))]);
        var color = level >= 4 ? Palette.Paper : Palette.Ink;
        canvas.Skia.Save();
        canvas.Skia.ClipRect(map);
        using var paint = new SKPaint { Color = color.Skia(0.75), IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 2 };
        canvas.Skia.DrawPath(path, paint);
        canvas.Skia.Restore();
        var label = Point(map, labelMean, labelLogVariance);
        canvas.TextOnLine(Numbers.Text(level, "0.#"), label.X, label.Y, TextStyle.Caption with { Color = color }, Color(level));
    }

    // The log-variance on the side of `outer` at which the rate of μ = 0 is the level, by bisection.
    private static double End(double level, double outer)
    {
        var inner = 0.0;
        for (var i = 0; i < 60; i++)
        {
            var middle = (inner + outer) / 2;
            (inner, outer) = Rate(0, middle) < level ? (middle, outer) : (inner, middle);
        }
        return inner;
    }

    private static void DrawMinimum(FigureCanvas canvas, SKPoint at)
    {
        canvas.Line(at.X - 9, at.Y, at.X + 9, at.Y, Palette.Ink, 3);
        canvas.Line(at.X, at.Y - 9, at.X, at.Y + 9, Palette.Ink, 3);
        canvas.Text("prior: 0", at.X, at.Y - 28, TextStyle.Caption with { Color = Palette.Ink, SemiBold = true }, SKTextAlign.Center);
    }

    private static void DrawBar(FigureCanvas canvas, SKRect bar)
    {
        Paint(canvas, bar, _ => 0, y => (bar.Bottom - y) / bar.Height * Largest);
        canvas.FrameAround(bar, Palette.Frame, 1);
        foreach (var tick in Numbers.Ticks(0, Largest, 7))
        {
            var y = (float)(bar.Bottom - tick / Largest * bar.Height);
            canvas.Line(bar.Right + 1, y, bar.Right + 9, y, Palette.Frame);
            canvas.Text(Numbers.Text(tick, "0.#"), bar.Right + 16, y, TextStyle.Caption);
        }
        canvas.TextUpwards("rate (nats)", bar.Right + 72, bar.MidY, TextStyle.Subtitle);
    }
}
