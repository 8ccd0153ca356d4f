
namespace Elbo.Bench;

/// <summary>Work to measure.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Once">Does it once.</param>
internal sealed record Work(string Name, Action Once);

/// <summary>The measurements of a work's turns, one value per round.</summary>
/// <param name="Name">The work's name.</param>
/// <param name="Seconds">Seconds for doing it once.</param>
internal sealed record WorkTimes(string Name, double[] Seconds);

/// <summary>
/// Measures works in turn: in each round first the peak, then every work for a while. Other load on the machine, and the speed of its
/// clock, then affect all of them equally.
/// </summary>
internal sealed class Turns(BenchPace pace, TimeProvider clock, CancellationToken cancellation)
{
    /// <summary>The processor's peak in each round, GFLOP/s, and the times of every work.</summary>
    public (double[] Peaks, IReadOnlyList<WorkTimes> Times) Measure(FmaPeak peak, IReadOnlyList<Work> works)
    {
        foreach (var work in works)
        {
            Thread.Sleep(BenchPace.Pause);
            Repeat(work, pace.WarmUp);
        }
        var (peaks, times) = (new double[pace.Rounds], works.Select(work => new WorkTimes(work.Name, new double[pace.Rounds])).ToArray());
        for (var round = 0; round < pace.Rounds; round++)
        {
            Thread.Sleep(BenchPace.Pause);
            peaks[round] = peak.Measure();
            foreach (var (work, time) in works.Zip(times))
            {
                Thread.Sleep(BenchPace.Pause);
                work.Once(); // Wakes its threads.
                time.Seconds[round] = Repeat(work, pace.Turn);
            }
        }
        return (peaks, times);
    }

    /// <returns>Seconds for doing it once.</returns>
    private double Repeat(Work work, TimeSpan atLeast)
    {
        var started = clock.GetTimestamp();
        for (var count = 1; ; count++)
        {
            cancellation.ThrowIfCancellationRequested();
            work.Once();
            var elapsed = clock.GetElapsedTime(started);
            if (elapsed >= atLeast)
                return elapsed.TotalSeconds / count;
        }
    }
}
