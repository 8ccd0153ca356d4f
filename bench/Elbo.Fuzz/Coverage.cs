using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Elbo.Fuzz;

/// <summary>
/// Which branches an execution took, and about how often, as AFL counts them: an instrumented library counts each pair of successive blocks in a
/// map of 64 KiB.
/// </summary>
public sealed unsafe class Coverage
{
    private const int Size = 1 << 16;
    private readonly byte[] seen = new byte[Size];
    private readonly byte* map = (byte*)NativeMemory.AlignedAlloc(Size, 64);

    /// <summary>Gives instrumented code its map. Call it before any of that runs.</summary>
    public Coverage()
    {
        Clear();
        Trace.SharedMem = map;
    }

    /// <summary>Pairs of blocks reached so far.</summary>
    public int Edges { get; private set; }

    /// <summary>Begins an execution.</summary>
    public void Clear()
    {
        new Span<byte>(map, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Ends an execution.</summary>
    /// <returns>True if it reached a new pair, or one in another order of magnitude.</returns>
    public bool IsNew()
    {
        var found = false;
        var words = new Span<ulong>(map, Size / sizeof(ulong));
        for (var word = Skip(words); word < words.Length; word += 1 + Skip(words[(word + 1)..]))
        {
            for (var i = word * sizeof(ulong); i < (word + 1) * sizeof(ulong); i++)
            {
                // Counts by powers of two: 1, 2-3, 4-7, …, 128-255.
                var bucket = (byte)(map[i] == 0 ? 0 : 1 << BitOperations.Log2(map[i]));
                if ((bucket & ~seen[i]) == 0)
                    continue;
                Edges += seen[i] == 0 ? 1 : 0;
                seen[i] |= bucket;
                found = true;
            }
        }
        return found;

        static int Skip(ReadOnlySpan<ulong> left) => left.IndexOfAnyExcept(0UL) is >= 0 and var next ? next : left.Length;
    }
}
