using System.Formats.Tar;
using Elbo.Files;
using Microsoft.Win32.SafeHandles;

namespace Elbo.Data.Images;

/// <summary>The files of a tar archive, which is not unpacked; one that is compressed with gzip is uncompressed into a temporary file.</summary>
internal sealed class TarFiles : ImageFiles
{
    private readonly FileStream archive;
    private readonly List<long> offsets = [];

    /// <exception cref="DataException">The archive is damaged or cannot be read.</exception>
    public TarFiles(string path)
    {
        Source = Path.GetFullPath(path);
        var entries = new List<FileEntry>();
        try
        {
            archive = Open(Source);
            using var tar = new TarReader(new TarStream(archive), leaveOpen: true);
            while (tar.GetNextEntry() is { } entry)
                if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && Below(entry.Name) is var name && !IsHidden(name))
                {
                    entries.Add(new(name, entry.Length, entry.ModificationTime.UtcTicks));
                    offsets.Add(entry.DataOffset);
                }
        }
        catch (RefusedFileException e)
        {
            throw new DataException(e.Message, e);
        }
        catch (DataException)
        {
            throw;
        }
        // The platform's reader meets damage with exceptions of many kinds.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var refusal = Refusal(archive, path, e);
            archive?.Dispose();
            throw new DataException(refusal, e);
        }
        Entries = entries;
    }

    public override string Source { get; }

    public override IReadOnlyList<FileEntry> Entries { get; }

    private SafeFileHandle File => archive.SafeFileHandle;

    public override void Dispose()
    {
        archive.Dispose();
        base.Dispose();
    }

    /// <param name="archive">What is not one, unpacked; null if it could not be opened.</param>
    /// <param name="path">The file.</param>
    /// <param name="error">What its reader met.</param>
    private static string Refusal(FileStream? archive, string path, Exception error)
    {
        var message = $"{path} is not a tar archive, or is damaged ({error.Message.TrimEnd('.')}). Make it again, or unpack it and give the folder.";
        if (archive is null)
            return FileSignature.Refusal(path, "a tar archive", message);
        var start = new byte[FileSignature.Looked];
        return FileSignature.Refusal(start.AsSpan(0, Math.Max(0, RandomAccess.Read(archive.SafeFileHandle, start, 0))), path, "a tar archive", message);
    }

    /// <exception cref="DataException">Its compression is damaged, or it was cut short.</exception>
    private static FileStream Open(string path)
    {
        var file = RegularFile.Open(path);
        if (!GzipFile.Is(file))
            return file;
        try
        {
            using (file)
                return GzipFile.Unpack(file);
        }
        catch (InvalidDataException e)
        {
            throw GzipFile.Damaged(path, e);
        }
    }

    /// <summary>A path without the <c>./</c> or <c>/</c> that it may begin with.</summary>
    private static string Below(string path) => (path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path).TrimStart('/');

    protected override byte[] ReadContent(int entry)
    {
        if (offsets[entry] + Entries[entry].Length > RandomAccess.GetLength(File))
            throw new EndOfStreamException("the archive ends inside it");
        var bytes = new byte[Entries[entry].Length];
        for (var done = 0; done < bytes.Length;)
            done += RandomAccess.Read(File, bytes.AsSpan(done), offsets[entry] + done) is > 0 and var read
                ? read
                : throw new EndOfStreamException("the archive ends inside it");
        return bytes;
    }
}
