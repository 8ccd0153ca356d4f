using System.Runtime.InteropServices;

namespace Elbo.Native;

/// <summary>
/// Keeps the C library's heap from growing without end. libtorch asks for aligned memory, and glibc before 2.38 cannot reuse a freed
/// aligned block for the next one of the same size: with tensors of some megabytes a training grew by hundreds of megabytes an epoch.
/// Blocks above a fixed threshold come straight from the system and go straight back to it.
/// </summary>
internal static partial class Allocator
{
    // The smallest size that was seen to grow is 1.5 MB; smaller blocks are reused well, and mapping them would cost time.
    private const int Threshold = 1 << 20;
    private const int MmapThreshold = -3;

    /// <summary>Fixes the threshold, on Linux with glibc; elsewhere, or where a person has set MALLOC_MMAP_THRESHOLD_, does nothing.</summary>
    public static void Settle()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is not null)
            return;
        try
        {
            _ = SetOption(MmapThreshold, Threshold);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no such option and no such trouble.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
