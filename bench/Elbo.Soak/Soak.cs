using System.Diagnostics;
using System.Globalization;

namespace Elbo.Soak;

/// <summary>Cycles of all rounds until the time is over, one sample after each.</summary>
public sealed class Soak(TimeSpan time, string csv, IReadOnlyList<Round> rounds)
{
    /// <summary>The share of the time that is warm-up, in which the JIT compiler, the heap and libtorch's caches settle.</summary>
    private const double WarmUp = 0.1;

    private readonly Dictionary<Round, double> first = [];

    /// <summary>Runs it and writes the report.</summary>
    /// <returns>0 if nothing grows and no tensor is left, else 1.</returns>
    public int Run(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("elbo-soak-").FullName;
        try
        {
            var samples = Collect(SoakData.Write(folder), Path.Combine(folder, "run"));
            return Report(samples, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private List<Sample> Collect(SoakData data, string run)
    {
        using var lines = new StreamWriter(csv) { AutoFlush = true };
        lines.WriteLine(Sample.Header);
        List<Sample> samples = [];
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time;)
        {
            foreach (var round in rounds)
            {
                Check(round, round.Run(data, run));
                Directory.Delete(run, recursive: true);
            }
            samples.Add(Sample.Take(clock.Elapsed, samples.Count + 1));
            lines.WriteLine(samples[^1].Line);
        }
        return samples;
    }

    private void Check(Round round, double negElbo)
    {
        if (first.TryAdd(round, negElbo) || BitConverter.DoubleToInt64Bits(first[round]) == BitConverter.DoubleToInt64Bits(negElbo))
            return;
        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
            $"{round.Name}: the first time gave −ELBO {first[round]:R}, this time {negElbo:R}."));
    }

    private int Report(List<Sample> samples, TextWriter output)
    {
        var kept = samples.Where(sample => sample.Hours >= samples[^1].Hours * WarmUp).ToList();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{samples.Count} cycles in {samples[^1].Hours:F2} h, each: {string.Join("; ", rounds.Select(round => round.Name))}"));
        foreach (var (round, negElbo) in first)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {round.Name}: −ELBO {negElbo:R} every time"));
        if (kept.Count < Trend.Stretches)
        {
            output.WriteLine(
                $"{kept.Count} cycles after the warm-up are too few for a trend; at least {Trend.Stretches} are needed. Give it more time with --minutes.");
            return 1;
        }
        output.WriteLine($"After the warm-up, {WarmUp * 100:F0} % of the time:");
        output.WriteLine(Quantity.Header);
        var judged = Quantity.All.Select(quantity => quantity.Judge(kept)).ToList();
        judged.ForEach(one => output.WriteLine(one.Line));
        var left = samples.Max(sample => sample.Tensors);
        output.WriteLine($"At most {left} tensors were left after a cycle.");
        var isFlat = judged.All(one => one.IsFlat) && left == 0;
        output.WriteLine(isFlat ? "Nothing grows." : "Something grows.");
        return isFlat ? 0 : 1;
    }
}
