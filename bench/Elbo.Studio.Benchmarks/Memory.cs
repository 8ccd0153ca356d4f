using System.Diagnostics;

namespace Elbo.Studio.Benchmarks;

/// <summary>Resident memory of the studio's process while its pages are dragged.</summary>
/// <param name="Samples">Minutes since the start, and MiB.</param>
internal sealed record Memory(IReadOnlyList<(double Minutes, double Mib)> Samples)
{
    /// <summary>The sliders and the map take turns.</summary>
    public static async Task<Memory> WatchAsync(RunningStudio studio, IReadOnlyList<DraggedPage> pages, TimeSpan time, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        List<(double, double)> samples = [(0, studio.ResidentMib)];
        for (var turn = 0; watch.Elapsed < time; turn++)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = pages[turn % pages.Count];
            await page.DragAsync(TimeSpan.FromSeconds(3));
            await page.ForgetAsync();
            samples.Add((watch.Elapsed.TotalMinutes, studio.ResidentMib));
        }
        return new(samples);
    }

    /// <summary>Lines of a table.</summary>
    public string Rows() => FormattableString.Invariant($"""
        | memory when the dragging begins | {Samples[0].Mib:F0} MiB |
        | in the middle | {Samples[Samples.Count / 2].Mib:F0} MiB |
        | after {Samples[^1].Minutes:F1} minutes of it | {Samples[^1].Mib:F0} MiB |
        | most | {Samples.Max(sample => sample.Mib):F0} MiB |
        | slope over the second half | {Slope(Samples.Skip(Samples.Count / 2)):+0.00;−0.00} MiB a minute |
        """);

    /// <summary>The slope by least squares, MiB per minute.</summary>
    private static double Slope(IEnumerable<(double Minutes, double Mib)> samples)
    {
        var points = samples.ToList();
        var (x, y) = (points.Average(point => point.Minutes), points.Average(point => point.Mib));
        var spread = points.Sum(point => (point.Minutes - x) * (point.Minutes - x));
        return spread > 0 ? points.Sum(point => (point.Minutes - x) * (point.Mib - y)) / spread : 0;
    }
}
