using Elbo.Evaluation;
using Elbo.Reports.Figures.Drawing;
using Elbo.Runs;
using Elbo.Training;
using ScottPlot;
using SkiaSharp;
using Palette = Elbo.Reports.Figures.Drawing.Palette;

namespace Elbo.Reports.Figures;

/// <summary>−ELBO over epochs, train and test; next to it the held-out −ELBO as distortion with the rate on top.</summary>
public static class LossCurves
{
    private const int PanelWidth = 840, PanelHeight = 540, KeyLine = 44, MarkersUpTo = 30;

    /// <summary>Draws the curves of a run from its <c>metrics.jsonl</c>.</summary>
    /// <param name="run">A run that has finished an epoch.</param>
    /// <param name="title">A short title; null for none.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">No epoch is finished.</exception>
    /// <exception cref="RunException">The metrics cannot be read.</exception>
    public static byte[] Render(RunFolder run, string? title = "−ELBO over training") =>
        Render(EpochLosses.Of(run.ReadMetrics()), title, noun: run.ReadManifest().Schema.Noun);

    /// <summary>Draws the curves of a run; the second panel appears if distortion and rate were measured.</summary>
    /// <param name="epochs">One entry per epoch, ascending.</param>
    /// <param name="title">A short title; null for none.</param>
    /// <param name="isStacked">True puts the second panel below the first.</param>
    /// <param name="noun">The word for one example.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">There is no epoch.</exception>
    internal static byte[] Render(IReadOnlyList<EpochLosses> epochs, string? title = "−ELBO over training", bool isStacked = false, string noun = "example")
    {
        if (epochs.Count == 0)
            throw new ArgumentException("There are 0 epochs; the loss curves need at least 1.", nameof(epochs));
        var terms = Series.Of(epochs, e => e.TestDistortion is { } d && e.TestRate is { } r ? d + r : null);
        var (columns, rows) = !terms.IsMeasured ? (1, 1) : isStacked ? (1, 2) : (2, 1);
        const int Height = KeyLine + PanelHeight + 24;
        var header = new Header(title, Summary(epochs, noun));
        var top = FigureCanvas.Margin + header.Height;
        using var canvas = new FigureCanvas(2 * FigureCanvas.Margin + columns * PanelWidth, top + rows * Height - 24 + FigureCanvas.Margin / 2);
        header.Draw(canvas, FigureCanvas.Margin, FigureCanvas.Margin, columns * PanelWidth);
        DrawLines(canvas, epochs, noun, FigureCanvas.Margin, top);
        if (terms.IsMeasured)
            DrawTerms(canvas, epochs, terms, noun, FigureCanvas.Margin + (columns - 1) * PanelWidth, top + (rows - 1) * Height);
        return canvas.ToPng();
    }

    private static string Summary(IReadOnlyList<EpochLosses> epochs, string noun)
    {
        var tested = epochs.Where(e => e.Test is { } test && double.IsFinite(test)).ToArray();
        if (tested.Length > 0)
        {
            var best = tested.MinBy(e => e.Test);
            return $"lowest test −ELBO {Numbers.Text(best.Test!.Value, "F1")} nats per {noun}, at epoch {best.Epoch}";
        }
        var trained = epochs.Where(e => e.Train is { } train && double.IsFinite(train)).ToArray();
        return trained.Length > 0
            ? $"last train −ELBO {Numbers.Text(trained[^1].Train!.Value, "F1")} nats per {noun}, at epoch {trained[^1].Epoch}"
            : "no finite −ELBO was measured";
    }

    private static void DrawLines(FigureCanvas canvas, IReadOnlyList<EpochLosses> epochs, string noun, float x, float y)
    {
        var train = Series.Of(epochs, e => e.Train);
        var test = Series.Of(epochs, e => e.Test);
        using var chart = new Chart("epoch", $"−ELBO (nats per {noun})");
        EpochAxis(chart, epochs);
        double[] all = [.. train.Finite, .. test.Finite];
        var (low, high) = all.Length == 0 ? (0.0, 1.0) : (all.Min(), all.Max());
        var pad = Math.Max((high - low) * 0.06, Math.Max(Math.Abs(high) * 0.005, 0.05));
        chart.Y(low - pad, high + pad, Numbers.Ticks(low - pad, high + pad, 6));
        var keys = new List<Key>();
        foreach (var (series, name, color, width) in new[] { (train, "train", Palette.Train, 2f), (test, "test", Palette.Test, 2.4f) })
        {
            foreach (var run in series.Runs)
                AddLine(chart, run, color, width, epochs.Count <= MarkersUpTo || run.Count == 1);
            if (series.IsMeasured)
                keys.Add(new(name, color, KeyForm.Line));
        }
        Draw(canvas, chart, keys, x, y, all.Length == 0);
    }

    private static void DrawTerms(FigureCanvas canvas, IReadOnlyList<EpochLosses> epochs, Series sums, string noun, float x, float y)
    {
        var distortion = Series.Of(epochs, e => e.TestRate is null ? null : e.TestDistortion + 0 * e.TestRate);
        using var chart = new Chart("epoch", $"nats per {noun}");
        EpochAxis(chart, epochs);
        // The logarithm of a density has no natural zero: below 0 the distortion is a line, and the rate the band above it.
        var stacked = distortion.Finite.All(value => value >= 0);
        var (least, most) = (stacked ? 0 : distortion.Finite.Min(), sums.Finite.DefaultIfEmpty(1).Max());
        var pad = Math.Max((most - least) * 0.06, Math.Abs(most) * 0.005);
        var (bottom, high) = (stacked ? 0 : least - pad, most + pad);
        chart.Y(bottom, high, Numbers.Ticks(bottom, high, 6));
        foreach (var (below, above) in distortion.Runs.Zip(sums.Runs))
        {
            var (xs, low, top) = Widen(below, above);
            if (stacked)
                AddArea(chart, xs, new double[xs.Length], low, Palette.Distortion.Tint(0.75));
            AddArea(chart, xs, low, top, Palette.Rate.Tint(0.75));
            if (!stacked)
                chart.Plot.Add.ScatterLine(xs, low, Palette.Distortion.Plot()).LineWidth = 2.4f;
            var edge = chart.Plot.Add.ScatterLine(xs, top, Palette.Test.Plot());
            edge.LineWidth = 2.4f;
        }
        Draw(canvas, chart,
            [
                stacked ? new("test distortion", Palette.Distortion.Tint(0.75), KeyForm.Area) : new("test distortion", Palette.Distortion, KeyForm.Line),
                new("test rate", Palette.Rate.Tint(0.75), KeyForm.Area),
                new("their sum, test −ELBO", Palette.Test, KeyForm.Line),
            ], x, y, !sums.Finite.Any());
    }

    // An area over one epoch has no width: it becomes a bar.
    private static (double[] Xs, double[] Low, double[] Top) Widen(IReadOnlyList<(double X, double Y)> below, IReadOnlyList<(double X, double Y)> above) =>
        below.Count == 1
            ? ([below[0].X - 0.25, below[0].X + 0.25], [below[0].Y, below[0].Y], [above[0].Y, above[0].Y])
            : ([.. below.Select(p => p.X)], [.. below.Select(p => p.Y)], [.. above.Select(p => p.Y)]);

    private static void AddLine(Chart chart, IReadOnlyList<(double X, double Y)> run, Rgb color, float width, bool markers)
    {
        var line = chart.Plot.Add.Scatter(run.Select(p => p.X).ToArray(), run.Select(p => p.Y).ToArray(), color.Plot());
        line.LineWidth = width;
        line.MarkerSize = markers ? run.Count == 1 ? 9 : 5 : 0;
        line.MarkerShape = MarkerShape.FilledCircle;
    }

    private static void AddArea(Chart chart, double[] xs, double[] low, double[] high, Rgb color)
    {
        var area = chart.Plot.Add.FillY(xs, low, high);
        area.FillColor = color.Plot();
        area.LineWidth = 0;
        area.MarkerSize = 0;
    }

    private static void EpochAxis(Chart chart, IReadOnlyList<EpochLosses> epochs)
    {
        double first = epochs[0].Epoch, last = epochs[^1].Epoch;
        var pad = Math.Max((last - first) * 0.02, epochs.Count == 1 ? 0.6 : 0.1);
        chart.X(first - pad, last + pad, Numbers.Ticks(first, last, 8, leastStep: 1));
    }

    private static void Draw(FigureCanvas canvas, Chart chart, IReadOnlyList<Key> keys, float x, float y, bool empty)
    {
        var area = SKRect.Create(x, y + KeyLine, PanelWidth, PanelHeight);
        var data = chart.DataArea(area);
        chart.Draw(canvas, area);
        Key.DrawRow(canvas, keys, data.Left, y + KeyLine / 2f - 8);
        if (empty)
            canvas.Text("no finite value", data.MidX, data.MidY, TextStyle.Subtitle, SKTextAlign.Center);
    }
}

/// <summary>The losses after one epoch, all in nats per example; lower is better.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Train">−ELBO on the training set, a mean over the epoch; null if not measured.</param>
/// <param name="Test">−ELBO on the held-out set; null if not measured.</param>
/// <param name="TestDistortion">Distortion on the held-out set; null if not measured.</param>
/// <param name="TestRate">Rate on the held-out set; null if not measured.</param>
/// <remarks>NaN and infinity are measurements of a training that diverged: they leave a gap, while null is skipped.</remarks>
internal readonly record struct EpochLosses(
    int Epoch, double? Train, double? Test = null, double? TestDistortion = null, double? TestRate = null)
{
    /// <summary>The losses of a run, by epoch.</summary>
    public static IReadOnlyList<EpochLosses> Of(IReadOnlyList<MetricsRow> metrics) =>
    [
        .. metrics.GroupBy(row => row.Epoch).OrderBy(group => group.Key).Select(group =>
        {
            var (train, test) = (group.FirstOrDefault(row => row.Split == "train"), group.FirstOrDefault(row => row.Split == "test"));
            return new EpochLosses(group.Key, train?.NegElbo, test?.NegElbo, test?.Distortion, test?.Rate);
        }),
    ];
}
