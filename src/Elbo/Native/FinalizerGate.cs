namespace Elbo.Native;

/// <summary>
/// Holds the finalizer thread back until the work that was going on at the last collection has ended. Finalizers of one collection run in the
/// order in which their objects were made, so a sentinel that is made before the objects of some work is finalized before them, and waits.
/// That order is the runtime's custom and no promise of it; without it the gate does no harm.
/// </summary>
internal static class FinalizerGate
{
    /// <summary>Work that takes longer is not waited for: finalizers must run some time.</summary>
    private const long LongestMilliseconds = 10_000;

    private static readonly ThreadLocal<Worker> Workers = new(() => new Worker(), trackAllValues: true);
    private static int guarded = -1;

    /// <summary>Work begins on this thread.</summary>
    public static void Enter()
    {
        var worker = Workers.Value!;
        if (worker.Depth++ > 0)
            return;
        Interlocked.Increment(ref worker.Turn);
        Guard();
    }

    /// <summary>The work that began last on this thread ends.</summary>
    public static void Leave()
    {
        var worker = Workers.Value!;
        if (--worker.Depth == 0)
            Interlocked.Increment(ref worker.Turn);
    }

    /// <summary>Makes the sentinel of the next collection, where nobody has yet.</summary>
    private static void Guard()
    {
        var collections = GC.CollectionCount(0);
        if (Interlocked.Exchange(ref guarded, collections) != collections)
            _ = new Sentinel();
    }

    /// <summary>Until no work goes on that was going on at the last collection, those that come meanwhile included.</summary>
    private static void Wait()
    {
        var end = Environment.TickCount64 + LongestMilliseconds;
        int collections;
        do
        {
            collections = GC.CollectionCount(0);
            Guard();
            foreach (var (worker, turn) in Workers.Values.Select(worker => (worker, Volatile.Read(ref worker.Turn))).ToArray())
                while (turn % 2 != 0 && Volatile.Read(ref worker.Turn) == turn && Environment.TickCount64 < end)
                {
                    Thread.Sleep(0);
                    Guard();
                }
        }
        while (GC.CollectionCount(0) != collections && Environment.TickCount64 < end);
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
            if (!Environment.HasShutdownStarted)
                Wait();
        }
    }
}
