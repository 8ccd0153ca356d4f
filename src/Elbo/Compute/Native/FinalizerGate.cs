using System.Runtime.CompilerServices;

namespace Elbo.Compute.Native;

/// <summary>Occupies the finalizer thread while work is in progress, so that nothing is finalized that the work still uses: a holder, an object whose
/// finalizer waits, is on that thread before the work begins. It leaves where no work is in progress, and whatever waits is finalized before the next
/// work begins. Nothing is assumed of the order of finalizers: the runtime's depends neither on when objects were made nor on when they were
/// collected.</summary>
internal static class FinalizerGate
{
    /// <summary>Finalizers wait at least this long for a moment without work, and run freely after as long without any.</summary>
    private const int ShortestMilliseconds = 200;

    /// <summary>Finalizers must run eventually: after this time they do although work is in progress.</summary>
    private const int LongestMilliseconds = 10_000;

    /// <summary>Work does not wait longer for finalizers, which may be those of other libraries.</summary>
    private const int LongestEntry = 1000;

    private static readonly object Door = new();
    private static int inProgress, collections;
    private static bool isChanging;

    /// <summary>The number of the holder that is on the finalizer thread; 0 if finalizers run freely.</summary>
    private static long holder;
    private static long lastHolder, since;

    [ThreadStatic]
    private static int depth;

    /// <summary>Work begins on this thread, as soon as the finalizer thread is held.</summary>
    public static void Enter()
    {
        if (depth++ > 0)
            return;
        lock (Door)
        {
            while (isChanging)
                Monitor.Wait(Door);
            if (holder != 0)
            {
                inProgress++;
                return;
            }
            isChanging = true;
        }
        FinalizePending();
        lock (Door)
        {
            Hold();
            isChanging = false;
            inProgress++;
            Monitor.PulseAll(Door);
        }
    }

    /// <summary>The work that began last on this thread ends.</summary>
    public static void Leave()
    {
        if (--depth > 0)
            return;
        lock (Door)
            if (--inProgress == 0 && GC.CollectionCount(0) != collections && Environment.TickCount64 - since >= ShortestMilliseconds)
                Release();
    }

    /// <summary>Lets the finalizers that wait run, on a thread of its own since one of them may never end.</summary>
    private static void FinalizePending()
    {
        var waiting = new Thread(GC.WaitForPendingFinalizers) { IsBackground = true, Name = "Elbo finalizers" };
        waiting.Start();
        waiting.Join(LongestEntry);
    }

    /// <summary>Makes a holder, has it queued for finalization, and waits until it runs.</summary>
    private static void Hold()
    {
        var number = ++lastHolder;
        MakeHolder(number);
        GC.Collect(0);
        for (var end = Environment.TickCount64 + LongestEntry; holder != number && Environment.TickCount64 < end;)
            Monitor.Wait(Door, LongestEntry);
        (collections, since) = (GC.CollectionCount(0), Environment.TickCount64);
    }

    // A frame of its own, so that no reference to the holder is left when the collection comes.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeHolder(long number) => _ = new Holder(number);

    private static void Release()
    {
        holder = 0;
        Monitor.PulseAll(Door);
    }

    private sealed class Holder(long number)
    {
        ~Holder()
        {
            lock (Door)
            {
                // One that comes too late is not waited for any more, and holds nevertheless.
                holder = number;
                Monitor.PulseAll(Door);
                while (holder == number)
                    if (!Monitor.Wait(Door, ShortestMilliseconds)
                        && (inProgress == 0 && !isChanging || Environment.TickCount64 - since >= LongestMilliseconds))
                        Release();
            }
        }
    }
}
