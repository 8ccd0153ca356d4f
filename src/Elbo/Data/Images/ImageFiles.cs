namespace Elbo.Data.Images;

/// <summary>One file of a collection.</summary>
/// <param name="Path">Its path below the collection, with <c>/</c> between the parts.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">When it was last written, in ticks; with path and length it tells versions apart.</param>
internal readonly record struct FileEntry(string Path, long Length, long Modified);

/// <summary>Files that belong together, in a folder or in an archive, read one by one from any thread.</summary>
internal abstract class ImageFiles : IDisposable
{
    private const long LargestFile = 1L << 30;

    /// <summary>The folder's or the archive's full path.</summary>
    public abstract string Source { get; }

    /// <summary>Every file, hidden ones left out.</summary>
    public abstract IReadOnlyList<FileEntry> Entries { get; }

    /// <summary>The whole content of a file.</summary>
    /// <exception cref="BadImageException">It cannot be read.</exception>
    public byte[] Read(int entry)
    {
        if (Entries[entry].Length > LargestFile)
            throw new BadImageException($"it has {Entries[entry].Length} bytes, and at most {LargestFile} are read");
        try
        {
            return ReadContent(entry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            throw new BadImageException($"it cannot be read ({e.Message.TrimEnd('.')})");
        }
    }

    public virtual void Dispose()
    {
    }

    protected abstract byte[] ReadContent(int entry);

    protected static bool IsHidden(string path) => path.Split('/').Any(part => part.StartsWith('.') || part == "__MACOSX");
}
