using Elbo.Compute.Native;
using Elbo.Data;
using Elbo.Data.Known;
using Elbo.Objectives;
using TorchSharp;

namespace Elbo.Bench;

/// <summary>Measures how fast this machine trains and uses VAEs. Nothing else should run meanwhile.</summary>
internal static class Benchmark
{
    /// <summary>Runs the requested parts.</summary>
    /// <param name="options">The parts and their length.</param>
    /// <param name="mnist">The data; speed does not depend on what the images show.</param>
    /// <param name="start">For the part of this name: starts a process that calls <see cref="FirstStep.Run"/> and waits for its end.</param>
    /// <param name="progress">Receives the name of the next measurement.</param>
    /// <param name="clock">The clock; the system's by default.</param>
    /// <param name="cancellation">Stops after the step at hand.</param>
    /// <exception cref="OptionsException">Options are out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static BenchReport Run(
        BenchOptions options, Dataset<ImageSet> mnist, Func<FirstStepRun> start,
        IProgress<string>? progress = null, TimeProvider? clock = null, CancellationToken cancellation = default)
    {
        options.Validate();
        Libtorch.Load();
        clock ??= TimeProvider.System;
        var (pace, threads) = (BenchPace.Of(options), options.EffectiveThreads);
        torch.set_num_threads(threads);
        using var grey = EagerStep.Grey(mnist.Train);
        var steps = new StepBenchmark(mnist.Train, grey, pace, clock, cancellation);
        var report = new BenchReport
        {
            Date = clock.GetUtcNow(),
            Machine = BenchMachine.Current(),
            Rounds = pace.Rounds,
            Quick = options.Quick,
            Threads = threads,
        };
        // First, while this process holds little: its memory would not slow the child, but its caches would.
        if (options.Parts.HasFlag(BenchParts.Start))
        {
            progress?.Report("start of a process");
            report = report with { Start = Start(start, pace.Rounds, cancellation) };
        }
        if (options.Parts.HasFlag(BenchParts.Steps))
            report = report with
            {
                Steps =
                [
                    .. Measure(Settings(threads), StepEngine.All),
                    .. Measure([new(StepSetting.Conv, 128, threads), new(StepSetting.Resnet, 128, threads)], StepEngine.Convolutional),
                    .. Measure([StepSetting.Table(BenchRows.Create(), 64, threads)], StepEngine.Tables),
                ],
            };
        if (options.Parts.HasFlag(BenchParts.Bounds))
        {
            var settings = Bounds(options).Select(bound => new StepSetting(StepSetting.IwaePaper, 20, threads) { Objective = bound });
            report = report with { Bounds = Measure(settings, StepEngine.Own) };
        }
        if (options.Parts.HasFlag(BenchParts.Scaling))
            report = report with
            {
                OverBatch = Measure(Batches(options).Select(batch => new StepSetting(StepSetting.Seed(), batch, threads)), StepEngine.Own),
                OverWidth = Measure(Widths(options).Select(width => new StepSetting(StepSetting.Seed(width), 128, threads)), StepEngine.Own),
                OverThreads = Measure(Threads(options).Select(count => new StepSetting(StepSetting.Seed(), 128, count)), StepEngine.Own),
            };
        var peaks = steps.Peaks.Where(peak => peak.Threads == threads).Select(peak => peak.Gflops).ToList();
        if (options.Parts.HasFlag(BenchParts.Inference))
        {
            progress?.Report("encode, decode, reconstruct");
            var images = options.Quick ? mnist.Test.Slice(0, Math.Min(2000, mnist.Test.Count)) : mnist.Test;
            var (measured, timings) = InferenceBenchmark.Measure(images, threads, pace, clock, cancellation);
            peaks.AddRange(measured);
            report = report with { Inference = timings };
        }
        if (options.Parts.HasFlag(BenchParts.Data))
            using (var data = new DataBenchmark(mnist.Train, options.Quick ? 2 : 10, DataPlaces.OfThisProcess().CacheOf("bench"), pace, clock, cancellation))
                report = report with { Data = [.. data.Measure(threads, progress)] };
        return report with { PeakGflops = peaks.Count == 0 ? null : Spread.Of(peaks), PeakBytes = FirstStep.PeakBytes() };

        IReadOnlyList<StepTiming> Measure(IEnumerable<StepSetting> settings, IReadOnlyList<string> engines)
        {
            var timings = new List<StepTiming>();
            foreach (var setting in settings)
            {
                var count = $"{setting.Threads} thread{(setting.Threads == 1 ? "" : "s")}";
                progress?.Report($"{setting.Net}, {setting.Objective.Describe()}, batch {setting.Batch}, {count}: {string.Join(", ", engines)}");
                timings.AddRange(steps.Measure(setting, engines));
            }
            return timings;
        }
    }

    private static StepSetting[] Settings(int threads) =>
    [
        new(StepSetting.Seed(), 64, threads),
        new(StepSetting.Seed(), 128, threads),
        new(StepSetting.Seed(), 512, threads),
        new(StepSetting.Small, 128, threads),
    ];

    private static Objective[] Bounds(BenchOptions options) =>
        [new Iwae(5), new Iwae(5, GradientEstimator.Dreg), .. options.Quick ? Array.Empty<Objective>() : [new Iwae(50), new Iwae(50, GradientEstimator.Dreg)]];

    private static int[] Batches(BenchOptions options) => options.Quick ? [16, 128, 1024] : [16, 32, 64, 128, 256, 512, 1024];

    private static int[] Widths(BenchOptions options) => options.Quick ? [256, 1024] : [256, 512, 1024, 2048];

    /// <summary>1, 2, … up to all; beyond 8, doubling.</summary>
    private static IEnumerable<int> Threads(BenchOptions options)
    {
        var all = options.EffectiveThreads;
        return Enumerable.Range(1, all).Where(count => count == all || count == 1 || (!options.Quick && (count <= 8 || int.IsPow2(count))));
    }

    private static StartTiming Start(Func<FirstStepRun> start, int rounds, CancellationToken cancellation)
    {
        var runs = new List<FirstStepRun>();
        while (runs.Count < rounds)
        {
            cancellation.ThrowIfCancellationRequested();
            runs.Add(start());
        }
        return new(Spread.Of(runs.Select(run => run.Elapsed.TotalSeconds)), runs.Max(run => run.PeakBytes));
    }
}
