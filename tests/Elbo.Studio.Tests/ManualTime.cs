namespace Elbo.Studio.Tests;

/// <summary>Time that advances only when a test says so: every timer fires once per tick.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<ManualTimer> timers = [];

    /// <summary>The number of running timers.</summary>
    public int Timers => timers.Count;

    public void Tick()
    {
        foreach (var timer in timers.ToArray())
            timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(() => callback(state), timers);
        timers.Add(timer);
        return timer;
    }

    private sealed class ManualTimer(Action fire, List<ManualTimer> timers) : ITimer
    {
        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
