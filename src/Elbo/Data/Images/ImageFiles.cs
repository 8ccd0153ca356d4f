using Elbo.Files;

namespace Elbo.Data.Images;

/// <param name="Path">Its path below the collection, with <c>/</c> between the parts.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">When it was last written, in ticks; with path and length it tells versions apart.</param>
internal readonly record struct FileEntry(string Path, long Length, long Modified);

/// <summary>Files that belong together, in a folder or in an archive, read one by one from any thread.</summary>
internal abstract class ImageFiles : IDisposable
{
    protected const int LargestFile = 1 << 30;

    /// <summary>The folder's or the archive's full path.</summary>
    public abstract string Source { get; }

    /// <summary>Every file, hidden ones left out.</summary>
    public abstract IReadOnlyList<FileEntry> Entries { get; }

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

internal sealed class FolderFiles : ImageFiles
{
    // Deeper ones are links that lead in circles.
    private const int DeepestFolder = 12;

    /// <exception cref="DataException">The folder cannot be read.</exception>
    public FolderFiles(string folder)
    {
        Source = Path.GetFullPath(folder);
        try
        {
            var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = DeepestFolder, IgnoreInaccessible = false };
            Entries = [.. new DirectoryInfo(Source).EnumerateFiles("*", options)
                .Select(file => new FileEntry(Path.GetRelativePath(Source, file.FullName).Replace('\\', '/'), file.Length, file.LastWriteTimeUtc.Ticks))
                .Where(file => !IsHidden(file.Path))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The folder {folder} could not be read: {e.Message} Check its permissions and links.", e);
        }
    }

    public override string Source { get; }

    public override IReadOnlyList<FileEntry> Entries { get; }

    protected override byte[] ReadContent(int entry) => RegularFile.ReadAll(Path.Combine(Source, Entries[entry].Path), LargestFile);
}

internal sealed class SingleFile : ImageFiles
{
    private readonly string path;

    /// <exception cref="DataException">The file cannot be read.</exception>
    public SingleFile(string path)
    {
        this.path = Path.GetFullPath(path);
        Source = Path.GetDirectoryName(this.path)!;
        try
        {
            var file = new FileInfo(this.path);
            Entries = [new(file.Name, file.Length, file.LastWriteTimeUtc.Ticks)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path} could not be read: {e.Message} Check its permissions.", e);
        }
    }

    public override string Source { get; }

    public override IReadOnlyList<FileEntry> Entries { get; }

    protected override byte[] ReadContent(int entry) => RegularFile.ReadAll(path, LargestFile);
}
