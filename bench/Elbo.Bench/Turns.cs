using Elbo.Likelihoods;
using Elbo.Objectives;

namespace Elbo.Bench;

/// <summary>One thing to measure.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Once">Does it once.</param>
internal sealed record Work(string Name, Action Once);

/// <summary>What a work's turns measured, one value a round.</summary>
/// <param name="Name">The work's name.</param>
/// <param name="Seconds">Seconds for doing it once.</param>
internal sealed record WorkTimes(string Name, double[] Seconds);

/// <summary>
/// Measures works by turns: in each round the peak first, then every work for a while. What else the machine does, and how fast its
/// clock runs, then falls on all of them alike.
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
