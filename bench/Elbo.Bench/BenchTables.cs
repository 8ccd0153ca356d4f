using System.Globalization;
using Elbo.Evaluation;
using Elbo.Training;

namespace Elbo.Bench;

/// <summary>A report as tables and facts.</summary>
internal static class BenchTables
{
    /// <summary>The legend of the columns.</summary>
    public const string Legend =
        "ms/step, examples/s: medians over the rounds. × eager: median of eager's time over this one's, round by round; "
        + "× general: general fp32's median over this one's; × memory: likewise of the time from memory. of peak: matrix "
        + "products' share of the fp32 FMA peak of the same round. s/epoch: 60,000 examples at the median, without evaluation.";

    /// <summary>The tables of the parts that were measured.</summary>
    public static IReadOnlyList<BenchTable> Of(BenchReport report) =>
    [
        .. (report.Steps ?? []).GroupBy(timing => (timing.Net, timing.Batch)).Select(Steps),
        .. Bounds(report.Bounds),
        .. Scaling("batch", report.OverBatch, timing => timing.Batch),
        .. Scaling("width", report.OverWidth, timing => timing.Width),
        .. Scaling("threads", report.OverThreads, timing => timing.Threads),
        .. Choices(report),
        .. (report.Data ?? []).GroupBy(timing => (timing.Net, timing.Engine)).Select(Data),
        .. report.Inference is { } inference ? [Inference(inference)] : Array.Empty<BenchTable>(),
    ];

    /// <summary>Machine, versions and single numbers, by name.</summary>
    public static IReadOnlyList<(string Name, string Value)> Facts(BenchReport report)
    {
        var (machine, run) = (report.Machine, report.Machine.Run);
        var facts = new List<(string, string)>
        {
            ("processor", $"{run.Cpu} ({machine.Model}), {Count(run.Cores, "logical core")}, {string.Join(", ", machine.Vectors)}"),
            ("system", $"{run.Os}, {run.MemoryBytes / Math.Pow(2, 30):F1} GiB"),
            ("versions", $"Elbo {run.Elbo}, {run.Dotnet}, TorchSharp {run.TorchSharp}, libtorch {run.Libtorch}"),
            ("measured", string.Create(CultureInfo.InvariantCulture, $"{report.Date:yyyy-MM-dd HH:mm} UTC, ")
                + $"{Count(report.Threads, "thread")}, {Count(report.Rounds, "round")}{(report.Quick ? ", quick" : "")}"),
        };
        if (machine.Settings.Count > 0)
            facts.Add(("settings", string.Join(", ", machine.Settings.Select(setting => $"{setting.Key}={setting.Value}"))));
        if (report.PeakGflops is { } peak)
            facts.Add(("fp32 peak", $"{Number(peak.Median, "F0")} GFLOP/s ({Range(peak, "F0")})"));
        if (report.Start is { } start)
        {
            var seconds = $"{Number(start.Seconds.Median, "F2")} s after the process was started ({Range(start.Seconds, "F2")})";
            facts.Add(("first step", $"{seconds}, {Mebi(start.PeakBytes)} resident at most"));
        }
        facts.Add(("memory", $"{Mebi(report.PeakBytes)} resident at most, all engines in one process"));
        return facts;
    }

    private static BenchTable Steps(IGrouping<(string Net, int Batch), StepTiming> timings)
    {
        var general = timings.FirstOrDefault(timing => timing.Engine == StepEngine.General);
        var hasEager = timings.Any(timing => timing.TimesEager is not null);
        return new(
            $"{timings.Key.Net}, batch {timings.Key.Batch}",
            [
                new("engine", false), new("ms/step"), new("min–max"), new(hasEager ? "× eager" : "× general"), new("of peak"), new("examples/s"),
                new("s/epoch"),
            ],
            [.. timings.Select(timing => (string[])
            [
                timing.Engine, Number(timing.Milliseconds.Median, "F2"), Range(timing.Milliseconds, "F2"), Times(timing), Share(timing.PeakShare),
                Numbers.Count((long)Math.Round(timing.ExamplesPerSecond)), Number(timing.SecondsPerEpoch, "F2"),
            ])]);

        string Times(StepTiming timing) => hasEager || general is null
            ? timing.TimesEager is { } times ? Number(times.Median, "F2") : "–"
            : Number(general.Milliseconds.Median / timing.Milliseconds.Median, "F2");
    }

    private static IEnumerable<BenchTable> Bounds(IReadOnlyList<StepTiming>? timings)
    {
        if (timings is null)
            yield break;
        yield return new(
            $"Importance-weighted bounds; {timings[0].Net}, batch {timings[0].Batch}",
            [new("objective", false), new("engine", false), new("ms/step"), new("min–max"), new("of peak"), new("examples/s")],
            [.. timings.Select(timing => (string[])
            [
                timing.Objective, timing.Engine, Number(timing.Milliseconds.Median, "F2"), Range(timing.Milliseconds, "F2"), Share(timing.PeakShare),
                Numbers.Count((long)Math.Round(timing.ExamplesPerSecond)),
            ])]);
    }

    private static IEnumerable<BenchTable> Scaling(string axis, IReadOnlyList<StepTiming>? timings, Func<StepTiming, int> value)
    {
        if (timings is null)
            yield break;
        var first = timings[0];
        (string Name, string Value)[] others = [("width", $"{first.Width}"), ("batch", $"{first.Batch}"), ("threads", $"{first.Threads}")];
        yield return new(
            $"Over {axis}; {string.Join(", ", others.Where(other => other.Name != axis).Select(other => $"{other.Name} {other.Value}"))}",
            [new(axis), new("engine", false), new("ms/step"), new("min–max"), new("of peak"), new("examples/s")],
            [.. timings.Select(timing => (string[])
            [
                $"{value(timing)}", timing.Engine, Number(timing.Milliseconds.Median, "F2"), Range(timing.Milliseconds, "F2"), Share(timing.PeakShare),
                Numbers.Count((long)Math.Round(timing.ExamplesPerSecond)),
            ])]);
    }

    /// <summary>The facts by which <c>--engine auto</c> chooses, next to what this run measured.</summary>
    private static IEnumerable<BenchTable> Choices(BenchReport report)
    {
        StepTiming[] timings = [.. new[] { report.Steps, report.OverBatch, report.OverWidth }.SelectMany(part => part ?? [])];
        var lanes = report.Machine.Vectors.Contains("AVX-512") ? 16 : report.Machine.Vectors.Contains("AVX2") ? 8 : 4;
        var rows = new List<string[]>();
        foreach (var managed in timings.Where(timing => timing.Engine == StepEngine.Managed).DistinctBy(timing => (timing.Net, timing.Batch)))
        {
            var general = timings.First(timing => timing.Engine == StepEngine.General && (timing.Net, timing.Batch) == (managed.Net, managed.Batch));
            var fact = EngineFacts.Nearest(lanes, managed.Width, managed.Batch);
            rows.Add([
                managed.Net, $"{managed.Batch}", fact.IsManagedFaster ? "managed" : "torch", $"{fact.Width}, {fact.Batch}", Number(fact.Ratio, "F2"),
                Number(general.Milliseconds.Median / managed.Milliseconds.Median, "F2"),
            ]);
        }
        if (rows.Count > 0)
            yield return new(
                "What --engine auto picks, and by which fact: general fp32's time over managed's",
                [new("net", false), new("batch"), new("picks", false), new("at width, batch"), new("fact"), new("now")], rows);
    }

    private static BenchTable Data(IGrouping<(string Net, string Engine), DataTiming> timings) => new(
        $"Pixels in memory and in a file, {Mebi(timings.First().Bytes)}; {timings.Key.Net}, {timings.Key.Engine}, batch {timings.First().Batch}",
        [new("pixels", false), new("ms/step"), new("min–max"), new("× memory"), new("min–max"), new("examples/s")],
        [.. timings.Select(timing => (string[])
        [
            timing.Pixels, Number(timing.Milliseconds.Median, "F2"), Range(timing.Milliseconds, "F2"),
            Number(timing.TimesMemory.Median, "F3"), Range(timing.TimesMemory, "F3"),
            Numbers.Count((long)Math.Round(timing.ExamplesPerSecond)),
        ])]);

    private static BenchTable Inference(IReadOnlyList<InferenceTiming> timings) => new(
        $"Using a trained model, 784-512-512-z20-512-784, {Numbers.Count(timings[0].Examples)} examples per call",
        [new("operation", false), new("examples/s"), new("min–max"), new("of peak")],
        [.. timings.Select(timing => (string[])
        [
            timing.Operation, Numbers.Count((long)timing.ExamplesPerSecond.Median), Range(timing.ExamplesPerSecond, "N0"), Share(timing.PeakShare),
        ])]);

    private static string Share(Spread share) => $"{Number(100 * share.Median, "F0")} %";

    private static string Range(Spread spread, string format) => $"{Number(spread.Least, format)}–{Number(spread.Most, format)}";

    private static string Number(double value, string format) => Numbers.Text(value, format);

    private static string Mebi(long bytes) => $"{Numbers.Count(bytes >> 20)} MiB";

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
