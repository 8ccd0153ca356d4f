using Elbo.Data;
using TorchSharp;

namespace Elbo.Bench;

/// <summary>Training steps on MNIST, or on a setting's table, the engines of one setting alternately.</summary>
internal sealed class StepBenchmark(ImageSet images, torch.Tensor grey, BenchPace pace, TimeProvider clock, CancellationToken cancellation)
{
    /// <summary>MNIST's training images.</summary>
    private const int Images = 60_000;

    /// <summary>All measured peaks, by number of threads.</summary>
    public List<(int Threads, double Gflops)> Peaks { get; } = [];

    /// <summary>Measures engines that do the same step; the eager one comes first if it takes part.</summary>
    public IReadOnlyList<StepTiming> Measure(StepSetting setting, IReadOnlyList<string> names)
    {
        torch.set_num_threads(setting.Threads);
        var engines = new List<StepEngine>();
        try
        {
            foreach (var name in names)
                engines.Add(new(name, setting, setting.Rows ?? (ExampleSet)images, grey));
            var works = names.Zip(engines, (name, engine) => new Work(name, engine.Step)).ToArray();
            var (peaks, times) = new Turns(pace, clock, cancellation).Measure(new(setting.Threads, clock), works);
            Peaks.AddRange(peaks.Select(peak => (setting.Threads, peak)));
            var eager = times.FirstOrDefault(time => time.Name == StepEngine.Eager);
            return [.. times.Select(time => Timing(setting, time, eager, peaks))];
        }
        finally
        {
            foreach (var engine in engines)
                engine.Dispose();
        }
    }

    private static StepTiming Timing(StepSetting setting, WorkTimes time, WorkTimes? eager, double[] peaks)
    {
        var flops = Flops.Step(setting.Model, setting.Batch, setting.Objective.Draws);
        var milliseconds = Spread.Of(time.Seconds.Select(s => s * 1e3));
        var examples = setting.Batch / (milliseconds.Median / 1e3);
        return new(
            setting.Net, setting.Width, setting.Batch, setting.Threads, setting.Objective.Describe(), time.Name, milliseconds,
            eager is null ? null : Spread.OfRatios(eager.Seconds, time.Seconds),
            Spread.OfRatios(time.Seconds.Select(s => flops / s / 1e9), peaks), examples,
            (setting.Rows?.Count ?? Images) / examples);
    }
}
