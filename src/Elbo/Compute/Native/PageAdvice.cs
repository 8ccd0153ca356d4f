using System.Runtime.InteropServices;

namespace Elbo.Compute.Native;

/// <summary>Advises the system about a file's mapping; does nothing where the system takes no advice (Windows).</summary>
internal static unsafe partial class PageAdvice
{
    // The same numbers on Linux and macOS.
    private const int Random = 1, WillNeed = 3;

    private static readonly long PageSize = Environment.SystemPageSize;

    private static bool IsTaken => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>Reading a page does not read its neighbours.</summary>
    public static void ReadSingly(byte* start, long length) => Give(start, length, Random);

    /// <summary>Starts reading these bytes into memory; the caller does not wait for them.</summary>
    public static void Read(byte* start, long length) => Give(start, length, WillNeed);

    private static void Give(byte* start, long length, int advice)
    {
        if (!IsTaken || length <= 0)
            return;
        var before = (nint)start % PageSize;
        // Refused advice only costs speed.
        _ = Advise((nint)(start - before), (nuint)(length + before), advice);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
