using System.Runtime.InteropServices;

namespace Elbo.Compute.Simd;

/// <summary>Zeroed floats outside the garbage collector's reach, aligned to a cache line; freed when their owner is collected.</summary>
internal sealed unsafe class Aligned
{
    private const nuint CacheLine = 64;
    private const int LineFloats = 16;

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

    public static int Up(int n, int multiple) => (n + multiple - 1) / multiple * multiple;

    /// <summary>n rounded up to an odd number of cache lines: the distance between rows of n floats. With an even number, and worst a power of two,
    /// the rows would fall onto few sets of the cache and throw each other out.</summary>
    public static int RowStride(int n) => ((n + LineFloats - 1) / LineFloats | 1) * LineFloats;
}
