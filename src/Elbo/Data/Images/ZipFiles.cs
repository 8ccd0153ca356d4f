using System.IO.Compression;
using Elbo.Files;

namespace Elbo.Data.Images;

/// <summary>The files of a zip archive, which is not unpacked.</summary>
internal sealed class ZipFiles : ImageFiles
{
    private readonly Lock door = new();
    private readonly ZipArchive zip;
    private readonly ZipArchiveEntry[] files;

    /// <exception cref="DataException">The archive is damaged or cannot be read.</exception>
    public ZipFiles(string path)
    {
        Source = Path.GetFullPath(path);
        try
        {
            zip = new(RegularFile.Open(Source));
            files = [.. zip.Entries.Where(entry => entry.Name.Length > 0 && !IsHidden(entry.FullName))];
        }
        catch (RefusedFileException e)
        {
            throw new DataException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DataException(FileSignature.Refusal(path, "a zip archive", $"{path} is not a zip archive, or is damaged ({e.Message.TrimEnd('.')}). "
                + "Make it again, or unpack it and give the folder."), e);
        }
        Entries = [.. files.Select(entry => new FileEntry(entry.FullName.Replace('\\', '/'), entry.Length, entry.LastWriteTime.UtcTicks))];
    }

    public override string Source { get; }

    public override IReadOnlyList<FileEntry> Entries { get; }

    public override void Dispose()
    {
        zip.Dispose();
        base.Dispose();
    }

    protected override byte[] ReadContent(int entry)
    {
        // One archive has one position.
        lock (door)
        {
            using var content = files[entry].Open();
            var length = (int)Entries[entry].Length;
            var bytes = BoundedReader.Read(content, length, 0);
            return bytes.Length == length ? bytes : throw new EndOfStreamException("the archive ends inside it");
        }
    }
}
