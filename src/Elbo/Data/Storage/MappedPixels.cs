using System.IO.MemoryMappedFiles;
using Elbo.Compute.Native;
using Elbo.Files;
using Microsoft.Win32.SafeHandles;

namespace Elbo.Data.Storage;

/// <summary>Pixels of a file that is mapped into memory: the system reads what is looked at and drops it when memory is short. The mapping lasts as
/// long as the process, because spans into it have no owner that could end it.</summary>
internal sealed unsafe class MappedPixels : PixelSource
{
    private readonly byte* start;
    private readonly SafeFileHandle file;
    private readonly (long Length, DateTime Written) version;

    private MappedPixels(string path, SafeFileHandle file, byte* start, long length, bool readsAhead)
    {
        (Path, this.file, Length, ReadsAhead) = (path, file, length, readsAhead);
        this.start = start;
        version = Version();
        if (readsAhead)
            PageAdvice.ReadSingly(start, length);
    }

    public override long Length { get; }

    public override string Path { get; }

    public override bool ReadsAhead { get; }

    /// <summary>Maps a part of a file.</summary>
    /// <param name="path">The file; whoever shortens it while it is in use ends this process.</param>
    /// <param name="offset">Where the pixels begin.</param>
    /// <param name="length">Bytes, at most those of the file.</param>
    /// <param name="readsAhead">True where they are more than will stay in memory: only what is expected is read, none of its neighbours.</param>
    /// <exception cref="IOException">It cannot be opened or mapped.</exception>
    public static MappedPixels Open(string path, long offset, long length, bool readsAhead)
    {
        var file = RegularFile.OpenHandle(path);
        using var mapping = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var view = mapping.CreateViewAccessor(offset, length, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        return new(path, file, pointer + view.PointerOffset, length, readsAhead);
    }

    public override ReadOnlySpan<byte> Slice(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length - length);
        return new(this.start + start, length);
    }

    public override void Expect(long start, long length)
    {
        if (ReadsAhead)
            PageAdvice.Read(this.start + start, Math.Min(length, Length - start));
    }

    public override void ThrowIfChanged()
    {
        if (Version() != version)
            throw new DataException($"{Path} was changed while its pixels were in use, which are read from the file itself. "
                + "Leave it alone until the work is done, and start again.");
    }

    private (long Length, DateTime Written) Version() => (RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));
}
