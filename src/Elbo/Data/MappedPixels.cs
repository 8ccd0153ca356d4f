using System.IO.MemoryMappedFiles;

namespace Elbo.Data;

/// <summary>
/// Pixels of a file that is mapped into memory: the system reads what is looked at and drops it when memory is short. The mapping lasts
/// as long as the process, because spans into it have no owner that could end it.
/// </summary>
internal sealed unsafe class MappedPixels : PixelSource
{
    private readonly byte* start;

    private MappedPixels(byte* start, long length)
    {
        this.start = start;
        Length = length;
    }

    public override long Length { get; }

    /// <summary>Maps a file that nobody will change or shorten.</summary>
    /// <exception cref="IOException">It cannot be opened or mapped.</exception>
    public static MappedPixels Open(string path, long length)
    {
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        return new(pointer + view.PointerOffset, length);
    }

    public override ReadOnlySpan<byte> Slice(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length - length);
        return new(this.start + start, length);
    }
}
