using System.Runtime.InteropServices;

namespace Elbo.Native;

/// <summary>
/// Keeps the C library's heap from growing without end. libtorch asks for aligned memory, and glibc before 2.38 cannot reuse a freed
/// aligned block for the next one of the same size: with tensors of some megabytes a training grew by hundreds of megabytes an epoch.
/// Blocks above a fixed threshold come straight from the system and go straight back to it. Once that threshold is fixed, glibc returns
/// the end of its heap at every chance; asking for it again costs page faults at every step, so its end is kept up to a limit.
/// </summary>
internal static partial class Allocator
{
    // The smallest size that was seen to grow is 1.5 MB; smaller blocks are reused well, and mapping them would cost time.
    private const int Threshold = 1 << 20;
    private const int MmapThreshold = -3, TrimThreshold = -1;

    private const int KeptEnd = 64 << 20;

    // glibc by itself raises its threshold to the largest block that was freed, up to this, and then keeps twice as much of its end.
    private const int HighestThreshold = KeptEnd / 2;

    /// <summary>Fixes both, on Linux with glibc; elsewhere, or where a person has set MALLOC_MMAP_THRESHOLD_, does nothing.</summary>
    public static void Settle() => Set((MmapThreshold, Threshold), (TrimThreshold, KeptEnd));

    /// <summary>What glibc comes to by itself in a process that nobody has settled, for measuring such a one; under the same conditions.</summary>
    public static void Unsettle() => Set((MmapThreshold, HighestThreshold), (TrimThreshold, KeptEnd));

    private static void Set(params ReadOnlySpan<(int Option, int Value)> options)
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is not null)
            return;
        try
        {
            foreach (var (option, value) in options)
                _ = SetOption(option, value);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no such option and no such trouble.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
