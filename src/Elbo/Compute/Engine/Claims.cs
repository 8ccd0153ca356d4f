namespace Elbo.Compute.Engine;

/// <summary>Blocks of rows that the threads of a team take: each first from a range of its own, the same in every step, so that its core's cache already
/// has what it wrote there, and then from the ranges of threads that are behind, so that no thread waits for a slow core. All threads meet the same
/// works in the same order.</summary>
/// <param name="threads">Threads of the team.</param>
internal sealed class Claims(int threads)
{
    private const int CacheLine = 64 / sizeof(long);

    /// <summary>For each thread and range, the blocks of all works before its present one; the threads lie a cache line apart.</summary>
    private readonly long[] passed = new long[threads * (threads + CacheLine) + CacheLine];

    /// <summary>For each range, the blocks taken so far, of all works; each on a cache line of its own.</summary>
    private readonly long[] taken = new long[(threads + 2) * CacheLine];

    /// <summary>Takes some blocks of the present work: many at first, one at a time in the end.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="blocks">Blocks of the work.</param>
    /// <param name="part">Those taken.</param>
    /// <returns>False if none is left; the thread's next call is about the next work.</returns>
    public bool Take(int thread, int blocks, out (int First, int End) part)
    {
        var before = passed.AsSpan(CacheLine + thread * (threads + CacheLine), threads);
        for (var i = 0; i < threads; i++)
        {
            var range = (thread + i) % threads;
            if (Take(range, Range(range, blocks), before[range], out part))
                return true;
        }
        for (var range = 0; range < threads; range++)
        {
            var (first, end) = Range(range, blocks);
            before[range] += end - first;
        }
        part = default;
        return false;
    }

    private bool Take(int range, (int First, int End) blocks, long before, out (int First, int End) part)
    {
        ref var next = ref taken[(range + 1) * CacheLine];
        while (true)
        {
            var at = Volatile.Read(ref next);
            var done = (int)(at - before);
            var left = blocks.End - blocks.First - done;
            if (left <= 0)
            {
                part = default;
                return false;
            }
            var count = threads == 1 ? left : Math.Max(1, left / 2);
            if (Interlocked.CompareExchange(ref next, at + count, at) != at)
                continue;
            part = (blocks.First + done, blocks.First + done + count);
            return true;
        }
    }

    private (int First, int End) Range(int range, int blocks) => ((int)((long)blocks * range / threads), (int)((long)blocks * (range + 1) / threads));
}

/// <summary>One thread and the works that it shares with others.</summary>
internal readonly struct Claimant(Claims claims, int thread)
{
    /// <inheritdoc cref="Claims.Take(int, int, out ValueTuple{int, int})"/>
    public bool Take(int blocks, out (int First, int End) part) => claims.Take(thread, blocks, out part);
}
