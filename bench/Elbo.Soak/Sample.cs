using System.Globalization;
using TorchSharp;

namespace Elbo.Soak;

/// <summary>The resources of the process at one moment, between two cycles, without forcing a collection.</summary>
/// <param name="Hours">Since the start.</param>
/// <param name="Cycle">Cycles done.</param>
/// <param name="Resident">Resident memory, bytes.</param>
/// <param name="Native">Memory that native code has requested from the allocator and not freed, bytes.</param>
/// <param name="Managed">The garbage collector's heap after its last collection, bytes.</param>
/// <param name="Tensors">Tensors created by this thread and never disposed, including those freed by a finalizer.</param>
/// <param name="Handles">Open file descriptors.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Mappings">Areas of the address space.</param>
public sealed record Sample(double Hours, int Cycle, long Resident, long Native, long Managed, long Tensors, int Handles, int Threads, int Mappings)
{
    public const string Header = "seconds,cycle,resident_bytes,native_bytes,managed_bytes,tensors,handles,threads,mappings";

    public static Sample Take(TimeSpan since, int cycle) => new(
        since.TotalHours, cycle, Status("VmRSS:") * 1024, NativeHeap.InUse, GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes,
        DisposeScopeManager.Statistics.ThreadTotalLiveCount,
        Directory.GetFiles("/proc/self/fd").Length, (int)Status("Threads:"), File.ReadLines("/proc/self/maps").Count());

    public string Line => string.Create(CultureInfo.InvariantCulture,
        $"{Hours * 3600:F1},{Cycle},{Resident},{Native},{Managed},{Tensors},{Handles},{Threads},{Mappings}");

    /// <summary>A number of <c>/proc/self/status</c>: <c>VmRSS:  1234 kB</c>.</summary>
    private static long Status(string name) => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
            .Replace("kB", "", StringComparison.Ordinal),
        CultureInfo.InvariantCulture);
}
