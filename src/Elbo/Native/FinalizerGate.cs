namespace Elbo.Native;

/// <summary>
/// Holds the finalizer thread back until every piece of work has ended that was going on when it came. Finalizers run in the order in which
/// objects were made, and after each collection a sentinel is made whose finalizer waits: so what the work of before the next collection has
/// made is finalized after that wait. That order is the runtime's custom and no promise of it; without it the gate does no harm.
/// </summary>
internal static class FinalizerGate
{
    /// <summary>Work that takes longer is not waited for: finalizers must run some time.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static readonly ThreadLocal<Worker> Workers = new(() => new Worker(), trackAllValues: true);

    static FinalizerGate() => _ = new Sentinel();

    /// <summary>Work begins on this thread.</summary>
    public static void Enter()
    {
        var worker = Workers.Value!;
        if (worker.Depth++ == 0)
            Interlocked.Increment(ref worker.Turn);
    }

    /// <summary>The work that began last on this thread ends.</summary>
    public static void Leave()
    {
        var worker = Workers.Value!;
        if (--worker.Depth == 0)
            Interlocked.Increment(ref worker.Turn);
    }

    private static void Wait()
    {
        var busy = Workers.Values.Select(worker => (worker, Turn: Volatile.Read(ref worker.Turn))).Where(at => at.Turn % 2 != 0).ToList();
        var end = Environment.TickCount64 + (long)Longest.TotalMilliseconds;
        while (busy.Exists(at => Volatile.Read(ref at.worker.Turn) == at.Turn) && Environment.TickCount64 < end)
            Thread.Sleep(1);
    }

    /// <summary>One thread's work; its turn is odd while it works.</summary>
    private sealed class Worker
    {
        public int Depth;
        public long Turn;
    }

    private sealed class Sentinel
    {
        ~Sentinel()
        {
            if (Environment.HasShutdownStarted)
                return;
            Wait();
            _ = new Sentinel();
        }
    }
}
