namespace Elbo.Compute.Engine;

/// <summary>Blocks of rows that the threads of a team take one after another, so a thread whose core is slow takes fewer and no other waits for it. All
/// threads meet the same works in the same order.</summary>
/// <param name="threads">Threads of the team.</param>
internal sealed class Claims(int threads)
{
    private const int CacheLine = 64 / sizeof(long);

    /// <summary>For each thread, the blocks of all works before its present one; a cache line apart.</summary>
    private readonly long[] passed = new long[(threads + 1) * CacheLine];

    /// <summary>Blocks taken so far, of all works; on a cache line of its own.</summary>
    private readonly long[] taken = new long[3 * CacheLine];

    /// <summary>Takes some blocks of the present work: many at first, one at a time in the end.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="blocks">Blocks of the work.</param>
    /// <param name="part">Those taken.</param>
    /// <returns>False if none is left; the thread's next call is about the next work.</returns>
    public bool Take(int thread, int blocks, out (int First, int End) part)
    {
        ref var first = ref passed[(thread + 1) * CacheLine];
        ref var next = ref taken[CacheLine];
        while (true)
        {
            var at = Volatile.Read(ref next);
            var left = (int)(first + blocks - at);
            if (left <= 0)
            {
                first += blocks;
                part = default;
                return false;
            }
            var count = threads == 1 ? left : Math.Max(1, left / (2 * threads));
            if (Interlocked.CompareExchange(ref next, at + count, at) != at)
                continue;
            part = ((int)(at - first), (int)(at - first) + count);
            return true;
        }
    }
}

/// <summary>One thread and the works that it shares with others.</summary>
internal readonly struct Claimant(Claims claims, int thread)
{
    /// <inheritdoc cref="Claims.Take"/>
    public bool Take(int blocks, out (int First, int End) part) => claims.Take(thread, blocks, out part);
}
