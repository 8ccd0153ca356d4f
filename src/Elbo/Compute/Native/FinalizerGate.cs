namespace Elbo.Compute.Native;

/// <summary>
/// Holds the finalizer thread back until the work that was going on at the last collection has ended. Finalizers of one collection run in the
/// order in which their objects were made, so a sentinel that is made before the objects of some work is finalized before them, and waits.
/// That order is the runtime's custom and no promise of it; without it the gate does no harm.
/// </summary>
internal static class FinalizerGate
{
    /// <summary>Work that takes longer is not waited for: finalizers must run some time.</summary>
    private const long LongestMilliseconds = 10_000;

    private static readonly List<WeakReference<Worker>> Workers = [];
    private static int guarded = -1;

    // A thread's worker dies with it.
    [ThreadStatic]
    private static Worker? mine;

    /// <summary>Work begins on this thread.</summary>
    public static void Enter()
    {
        var worker = mine ??= Join(new());
        if (worker.Depth++ > 0)
            return;
        Interlocked.Increment(ref worker.Turn);
        Guard();
    }

    /// <summary>The work that began last on this thread ends.</summary>
    public static void Leave()
    {
        var worker = mine!;
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
            foreach (var (worker, turn) in Living().Select(worker => (worker, Volatile.Read(ref worker.Turn))).ToArray())
                while (turn % 2 != 0 && Volatile.Read(ref worker.Turn) == turn && Environment.TickCount64 < end)
                {
                    Thread.Sleep(0);
                    Guard();
                }
        }
        while (GC.CollectionCount(0) != collections && Environment.TickCount64 < end);
    }

    private static Worker Join(Worker worker)
    {
        lock (Workers)
            Workers.Add(new(worker));
        return worker;
    }

    /// <summary>The workers of threads that have not ended; the others are forgotten.</summary>
    private static List<Worker> Living()
    {
        var living = new List<Worker>();
        lock (Workers)
            Workers.RemoveAll(reference =>
            {
                if (!reference.TryGetTarget(out var worker))
                    return true;
                living.Add(worker);
                return false;
            });
        return living;
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
