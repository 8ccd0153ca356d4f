using System.Runtime.InteropServices;

namespace Elbo.Compute.Native;

/// <summary>What the system is told of a file's mapping; where it takes no advice (Windows), nothing.</summary>
internal static unsafe partial class PageAdvice
{
    // The same numbers on Linux and macOS.
    private const int Random = 1, WillNeed = 3;

    private static readonly long PageSize = Environment.SystemPageSize;

    private static bool IsTaken => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>Neighbours of a page that is looked at are not read with it.</summary>
    public static void ReadSingly(byte* start, long length) => Give(start, length, Random);

    /// <summary>These bytes are read into memory from now on; the caller does not wait for them.</summary>
    public static void Read(byte* start, long length) => Give(start, length, WillNeed);

    private static void Give(byte* start, long length, int advice)
    {
        if (!IsTaken || length <= 0)
            return;
        var before = (nint)start % PageSize;
        // Advice that is refused costs speed, no more.
        _ = Advise((nint)(start - before), (nuint)(length + before), advice);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
