namespace Elbo.Compute.Native;

/// <summary>Blocks the finalizer thread until the work that was in progress at the last collection has ended. Finalizers of one collection run in the
/// order in which their objects were created, so a sentinel created before the objects of some work is finalized before them, and waits. The runtime
/// behaves this way but does not guarantee it; without that order the gate does no harm.</summary>
internal static class FinalizerGate
{
    /// <summary>The longest wait; finalizers must run eventually.</summary>
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

    /// <summary>Creates the sentinel of the next collection, unless it exists already.</summary>
    private static void Guard()
    {
        var collections = GC.CollectionCount(0);
        if (Interlocked.Exchange(ref guarded, collections) != collections)
            _ = new Sentinel();
    }

    /// <summary>Waits until no work that was in progress at the last collection is still running, including collections that happen meanwhile.</summary>
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

    /// <summary>The workers of threads that are still alive; the others are dropped.</summary>
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
