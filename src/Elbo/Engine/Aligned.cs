using System.Runtime.InteropServices;

namespace Elbo.Engine;

/// <summary>Zeroed floats outside the garbage collector's reach, aligned to a cache line; freed with their owner.</summary>
internal sealed unsafe class Aligned : SafeHandle
{
    private const nuint CacheLine = 64;

    public Aligned(long count) : base(0, ownsHandle: true)
    {
        // A tile may prefetch a little beyond the end.
        var bytes = (nuint)(count * sizeof(float)) + 2048;
        SetHandle((nint)NativeMemory.AlignedAlloc(bytes, CacheLine));
        NativeMemory.Clear((void*)handle, bytes);
        Count = count;
    }

    public long Count { get; }

    public float* Start => (float*)handle;

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }

    /// <summary>n rounded up to a multiple.</summary>
    public static int Up(int n, int multiple) => (n + multiple - 1) / multiple * multiple;
}
