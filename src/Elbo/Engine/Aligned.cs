using System.Runtime.InteropServices;

namespace Elbo.Engine;

/// <summary>Zeroed floats outside the garbage collector's reach, aligned to a cache line; freed when their owner is collected.</summary>
internal sealed unsafe class Aligned
{
    private const nuint CacheLine = 64;

    /// <param name="count">Floats.</param>
    public Aligned(long count)
    {
        // A tile may prefetch a little beyond the end.
        var bytes = (nuint)(count * sizeof(float)) + 4096;
        Start = (float*)NativeMemory.AlignedAlloc(bytes, CacheLine);
        NativeMemory.Clear(Start, bytes);
    }

    ~Aligned() => NativeMemory.AlignedFree(Start);

    public float* Start { get; }

    /// <summary>n rounded up to a multiple.</summary>
    public static int Up(int n, int multiple) => (n + multiple - 1) / multiple * multiple;
}
