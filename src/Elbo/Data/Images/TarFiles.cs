using System.Formats.Tar;
using Elbo.Files;
using Microsoft.Win32.SafeHandles;

namespace Elbo.Data.Images;

/// <summary>The files of a tar archive, which is not unpacked.</summary>
internal sealed class TarFiles : ImageFiles
{
    private readonly SafeFileHandle file;
    private readonly List<long> offsets = [];

    /// <exception cref="DataException">The archive is damaged or cannot be read.</exception>
    public TarFiles(string path)
    {
        Source = Path.GetFullPath(path);
        var entries = new List<FileEntry>();
        try
        {
            using var stream = RegularFile.Open(Source);
            using var tar = new TarReader(new TarStream(stream));
            while (tar.GetNextEntry() is { } entry)
                if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && Below(entry.Name) is var name && !IsHidden(name))
                {
                    entries.Add(new(name, entry.Length, entry.ModificationTime.UtcTicks));
                    offsets.Add(entry.DataOffset);
                }
            file = RegularFile.OpenHandle(Source);
        }
        catch (RefusedFileException e)
        {
            throw new DataException(e.Message, e);
        }
        // The platform's reader meets damage with exceptions of many kinds.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new DataException($"{path} is no tar archive, or a damaged one ({e.Message.TrimEnd('.')}). "
                + "Make it again, or unpack it and give the folder.", e);
        }
        Entries = entries;
    }

    public override string Source { get; }

    public override IReadOnlyList<FileEntry> Entries { get; }

    public override void Dispose()
    {
        file.Dispose();
        base.Dispose();
    }

    /// <summary>A path without the <c>./</c> or <c>/</c> that it may begin with.</summary>
    private static string Below(string path) => (path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path).TrimStart('/');

    protected override byte[] ReadContent(int entry)
    {
        if (offsets[entry] + Entries[entry].Length > RandomAccess.GetLength(file))
            throw new EndOfStreamException("the archive ends inside it");
        var bytes = new byte[Entries[entry].Length];
        for (var done = 0; done < bytes.Length;)
            done += RandomAccess.Read(file, bytes.AsSpan(done), offsets[entry] + done) is > 0 and var read
                ? read
                : throw new EndOfStreamException("the archive ends inside it");
        return bytes;
    }
}
