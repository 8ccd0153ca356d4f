using Elbo.Bench;

namespace Elbo.Tests.Bench;

public sealed class TurnsTests
{
    [Fact]
    public void Measure_TwoWorks_GivesEachItsTimesInEveryRound()
    {
        // Only the measured work advances this clock.
        var clock = new WorkClock();
        var order = new List<string>();
        var turns = new Turns(new(Rounds: 3, WarmUp: TimeSpan.FromSeconds(1), Turn: TimeSpan.FromSeconds(2)), clock, CancellationToken.None);
        var (peaks, times) = turns.Measure(new(1, TimeProvider.System), [Slow("a", 0.5), Slow("b", 4)]);
        Assert.Equal(3, peaks.Length);
        Assert.All(peaks, peak => Assert.True(double.IsFinite(peak) && peak > 0));
        Assert.Equal(["a", "b"], times.Select(time => time.Name));
        Assert.Equal([0.5, 0.5, 0.5], times[0].Seconds);
        Assert.Equal([4.0, 4, 4], times[1].Seconds);
        // Warm-up of both, then turns: a takes 4 calls per turn and one before it, b one call per turn and one before it.
        Assert.Equal("aab" + string.Concat(Enumerable.Repeat("aaaaabb", 3)), string.Concat(order));

        Work Slow(string name, double seconds) => new(name, () =>
        {
            order.Add(name);
            clock.Seconds += seconds;
        });
    }

    [Fact]
    public void Measure_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var turns = new Turns(new(1, TimeSpan.Zero, TimeSpan.Zero), TimeProvider.System, source.Token);
        Assert.Throws<OperationCanceledException>(() => turns.Measure(new(1, TimeProvider.System), [new("a", () => Assert.Fail("ran"))]));
    }

    private sealed class WorkClock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long GetTimestamp() => (long)(Seconds * TimestampFrequency);
    }
}
