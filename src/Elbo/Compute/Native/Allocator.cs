using System.Runtime.InteropServices;

namespace Elbo.Compute.Native;

/// <summary>Keeps the C library's heap from growing without bound, at no cost in speed. libtorch asks for aligned memory, and glibc before 2.38
/// cannot reuse a freed aligned block for the next one of the same size; its limits for blocks that come straight from the system move with every
/// such block, and the heap fragments between them. Fixed limits prevent that. They are high: a block that comes from the system costs page faults
/// each time, which made training up to three times slower.</summary>
internal static partial class Allocator
{
    private const int MmapThreshold = -3, TrimThreshold = -1;

    // The highest value that glibc accepts.
    private const int BlockFromSystem = 32 << 20;

    // More than the tensors of a step leave free at the end of the heap, so that the next step can reuse it.
    private const int FreeToKeep = 512 << 20;

    /// <summary>Fixes the limits, on Linux with glibc; does nothing elsewhere, or if MALLOC_MMAP_THRESHOLD_ is set.</summary>
    public static void Settle()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is not null)
            return;
        try
        {
            _ = SetOption(MmapThreshold, BlockFromSystem);
            _ = SetOption(TrimThreshold, FreeToKeep);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has neither the option nor the problem.
        }
    }

    /// <summary>Returns unused pages to the system, after work whose memory is not needed again. Takes milliseconds.</summary>
    public static void GiveBack()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl returns memory on its own.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
