namespace Elbo.Data.Storage;

/// <summary>How much of pixels goes where.</summary>
/// <param name="Memory">Bytes of an array or a file up to which it is read into memory; a larger one is mapped.</param>
/// <param name="Resident">Bytes of a mapping up to which the system is expected to keep it in memory; a larger one is read ahead.</param>
internal sealed record PixelLimits(long Memory, long Resident)
{
    private const long MostMemory = 1L << 30;

    /// <summary>A quarter of what this process may use, at most 1 GiB, and half of it; a container's limit counts.</summary>
    public static PixelLimits OfThisProcess()
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new(Math.Min(MostMemory, available / 4), available / 2);
    }
}
