using System.Globalization;

namespace Elbo.Compute.Native;

/// <summary>The machine's memory, in bytes.</summary>
/// <param name="Total">Memory that this process may use: the machine's, or its container's limit.</param>
/// <param name="Available">Memory available without swapping; null if the system does not say.</param>
internal sealed record MemoryFacts(long Total, long? Available)
{
    internal static MemoryFacts Gather()
    {
        var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new(total, ReadAvailable() is { } available ? Math.Min(available, total) : null);
    }

    static long? ReadAvailable()
    {
        try
        {
            return OperatingSystem.IsLinux() ? Parse(File.ReadLines("/proc/meminfo")) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>MemAvailable in the lines of <c>/proc/meminfo</c>, such as <c>MemAvailable:   1234 kB</c>.</summary>
    internal static long? Parse(IEnumerable<string> lines)
    {
        const string Name = "MemAvailable:";
        var line = lines.FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        return line is not null
            && long.TryParse(line.AsSpan(Name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture, out var kibibytes)
            ? kibibytes * 1024
            : null;
    }
}
