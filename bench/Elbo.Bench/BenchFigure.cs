using Elbo.Evaluation;
using Elbo.Reports.Figures.Drawing;
using SkiaSharp;

namespace Elbo.Bench;

/// <summary>A report as one figure: a panel for each part that was measured.</summary>
internal static class BenchFigure
{
    private const int Width = 1520, PanelHeight = 520, KeyLine = 60;

    private static readonly Dictionary<string, Rgb> Colors = new()
    {
        [StepEngine.Eager] = Palette.Inactive,
        [StepEngine.General] = Palette.Distortion,
        [StepEngine.GeneralBf16] = Palette.Rate,
        [StepEngine.Managed] = Palette.Test,
        [DataBenchmark.Mapped] = Palette.Distortion,
        [DataBenchmark.ReadAhead] = Palette.Train,
    };

    /// <summary>Draws the report.</summary>
    /// <param name="report">A report of steps, scaling, inference or data.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="BenchException">None of these was measured.</exception>
    public static byte[] Render(BenchReport report)
    {
        var wide = Steps(report);
        Panel[] halves = [.. Maps(report), .. Scaling(report), .. Inference(report), .. Data(report)];
        if (wide is null && halves.Length == 0)
            throw new BenchException("The benchmark has no part that a figure can show. Measure steps, scaling, inference or data.");
        var header = new Header($"Speed on {report.Machine.Run.Cpu}, {report.Machine.Model}, {Count(report.Threads, "thread")}", Subtitle(report));
        var top = FigureCanvas.Margin + header.Height;
        var rows = (wide is null ? 0 : 1) + (halves.Length + 1) / 2;
        using var canvas = new FigureCanvas(2 * FigureCanvas.Margin + Width, top + KeyLine + rows * PanelHeight + FigureCanvas.Margin / 2);
        header.Draw(canvas, FigureCanvas.Margin, FigureCanvas.Margin, Width);
        var keys = (wide is null ? halves : [wide, .. halves]).SelectMany(panel => panel.Series)
            .Where(series => Colors.ContainsKey(series.Name)).DistinctBy(series => series.Name);
        Key.DrawRow(canvas, keys.Select(series => new Key(series.Name, series.Color, KeyForm.Area)), FigureCanvas.Margin, top + 8);
        var y = top + KeyLine;
        if (wide is not null)
        {
            wide.Draw(canvas, SKRect.Create(FigureCanvas.Margin, y, Width, PanelHeight));
            y += PanelHeight;
        }
        foreach (var (i, panel) in halves.Index())
            panel.Draw(canvas, SKRect.Create(FigureCanvas.Margin + i % 2 * (Width / 2), y + i / 2 * PanelHeight, Width / 2, PanelHeight));
        return canvas.ToPng();
    }

    private static string Subtitle(BenchReport report)
    {
        var run = report.Machine.Run;
        var peak = report.PeakGflops is { } gflops ? $" · fp32 peak {Numbers.Text(gflops.Median, "F0")} GFLOP/s" : "";
        return $"{run.Dotnet}, libtorch {run.Libtorch}{peak} · medians and ranges of {report.Rounds} rounds · {report.Date:yyyy-MM-dd}";
    }

    private static Panel? Steps(BenchReport report) => report.Steps is not { } steps ? null : Bars(
        "Training steps; above a bar: times eager, in it: share of the fp32 peak", steps.Where(IsDense), t => $"{Hidden(t.Net)}, batch {t.Batch}");

    /// <summary>Nets with maps take ten times as long: on an axis of their own their bars can be read.</summary>
    private static IEnumerable<Panel> Maps(BenchReport report)
    {
        if (report.Steps?.Where(timing => !IsDense(timing) && !IsTable(timing)).ToArray() is { Length: > 0 } steps)
            yield return Bars("Training nets of convolutions, batch 128", steps, t => t.Net.Split(' ')[0]);
        if (report.Steps?.Where(IsTable).ToArray() is { Length: > 0 } tables)
            yield return Bars("Training on a table", tables, t => $"batch {t.Batch}");
    }

    private static bool IsTable(StepTiming timing) => timing.Net.StartsWith("table", StringComparison.Ordinal);

    private static bool IsDense(StepTiming timing) => char.IsAsciiDigit(timing.Net[0]);

    private static Panel Bars(string title, IEnumerable<StepTiming> steps, Func<StepTiming, string> name) => new(
        title, "", "examples per second", IsBars: true,
        [.. steps.GroupBy(timing => timing.Engine).Select(engine => new PanelSeries(engine.Key, Colors[engine.Key],
            [.. engine.Select(t => new PanelPoint(
                name(t), t.ExamplesPerSecond, PerSecond(t, t.Milliseconds.Most), PerSecond(t, t.Milliseconds.Least),
                t.TimesEager is { } times ? $"{Numbers.Text(times.Median, "0.0")}×" : null, Percent(t.PeakShare)))]))]);

    private static IEnumerable<Panel> Scaling(BenchReport report)
    {
        if (report.OverBatch is { } batches)
            yield return Share("Training, width 512: share of the peak", "batch", batches, t => t.Batch);
        if (report.OverWidth is { } widths)
            yield return Share("Training, batch 128: share of the peak", "width of the hidden layers", widths, t => t.Width);
        if (report.OverThreads is { } threads)
            yield return new("Training, width 512, batch 128", "threads", "examples per second", IsBars: false,
                Curves(threads, t => t.Threads, t => (t.ExamplesPerSecond, PerSecond(t, t.Milliseconds.Most), PerSecond(t, t.Milliseconds.Least))));
    }

    private static Panel Share(string title, string axis, IReadOnlyList<StepTiming> timings, Func<StepTiming, int> at) => new(
        title, axis, "% of the fp32 peak", IsBars: false,
        Curves(timings, at, t => (100 * t.PeakShare.Median, 100 * t.PeakShare.Least, 100 * t.PeakShare.Most)));

    private static PanelSeries[] Curves(
        IReadOnlyList<StepTiming> timings, Func<StepTiming, int> at, Func<StepTiming, (double Middle, double Least, double Most)> value) =>
        [.. timings.GroupBy(timing => timing.Engine).Select(engine => new PanelSeries(engine.Key, Colors[engine.Key],
            [.. engine.Select(t => (At: at(t), Value: value(t)))
                .Select(p => new PanelPoint(Numbers.Count(p.At), p.Value.Middle, p.Value.Least, p.Value.Most))]))];

    private static IEnumerable<Panel> Inference(BenchReport report)
    {
        if (report.Inference is { } uses)
            yield return new("Using a trained model; above a bar: examples per second", "", "% of the fp32 peak", IsBars: true,
                [new("", Colors[StepEngine.General], [.. uses.Select(use => new PanelPoint(
                    use.Operation, 100 * use.PeakShare.Median, 100 * use.PeakShare.Least, 100 * use.PeakShare.Most,
                    Numbers.Count((int)use.ExamplesPerSecond.Median)))])]);
    }

    private static IEnumerable<Panel> Data(BenchReport report)
    {
        if (report.Data is not { } timings)
            yield break;
        var title = $"Training from a file of {Numbers.Count(timings[0].Bytes >> 20)} MiB; above a bar: examples per second";
        var places = timings.Where(timing => timing.Pixels != DataBenchmark.InMemory).GroupBy(timing => timing.Pixels);
        yield return new(title, "", "times as fast as from memory", IsBars: true,
            [.. places.Select(place => new PanelSeries(place.Key, Colors[place.Key], [.. place.Select(Point)]))]);

        static PanelPoint Point(DataTiming timing)
        {
            var net = timing.Net.StartsWith("conv", StringComparison.Ordinal) ? "conv" : "dense";
            var engine = timing.Engine == StepEngine.Managed ? "managed" : "libtorch";
            var speed = timing.TimesMemory;
            return new($"{net}, {engine}", speed.Median, speed.Least, speed.Most, Numbers.Count((int)timing.ExamplesPerSecond));
        }
    }

    /// <summary>A net's name without the 784 pixels at both ends, which all nets share.</summary>
    private static string Hidden(string net) => string.Join('-', net.Split('-')[1..^1]);

    private static double PerSecond(StepTiming timing, double milliseconds) => timing.Batch / milliseconds * 1e3;

    private static string Percent(Spread share) => $"{Numbers.Text(100 * share.Median, "F0")} %";

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
