using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Elbo.Files.Pytorch;

/// <summary>
/// The zip archive that torch.save writes: <c>NAME/data.pkl</c>, <c>NAME/data/KEY</c> for each storage, <c>NAME/byteorder</c>. Its entries are
/// stored as they are, never compressed, so no entry is larger than the file.
/// </summary>
internal sealed class PytorchArchive : IDisposable
{
    // 16 MiB of pickle describe some hundred thousand tensors.
    internal const int LargestPickle = 16 << 20;

    private const int MostEntries = 100_000;

    private readonly ZipArchive zip;
    private readonly string file;
    private readonly ZipArchiveEntry pickle;
    private readonly Dictionary<string, byte[]> storages = [];
    private readonly long length;
    private long taken;

    public PytorchArchive(Stream stream, string file)
    {
        (this.file, length) = (file, stream.Length);
        zip = Guard(() => new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true));
        try
        {
            pickle = FindPickle();
            ThrowIfBigEndian();
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    /// <summary>The file's length in bytes.</summary>
    public long Length => length;

    private string Folder => pickle.FullName[..^"data.pkl".Length];

    /// <summary>The pickle that describes the content of the archive.</summary>
    public byte[] Pickle() => Read(pickle, LargestPickle);

    /// <summary>The bytes of a storage, read once.</summary>
    /// <exception cref="ModelFileException">It is missing, cut short, or not of the declared length.</exception>
    public ReadOnlyMemory<byte> Storage(PytorchStorage storage)
    {
        if (!storages.TryGetValue(storage.Key, out var bytes))
        {
            var entry = Guard(() => zip.GetEntry($"{Folder}data/{storage.Key}"))
                ?? throw Damaged($"storage '{storage.Key}' is missing");
            if ((taken += entry.Length) > length)
                throw Damaged("its entries overlap");
            storages[storage.Key] = bytes = Read(entry, Array.MaxLength);
        }
        return bytes.Length == (Int128)storage.Count * storage.Type.Size
            ? bytes
            : throw Damaged(string.Create(CultureInfo.InvariantCulture,
                $"storage '{storage.Key}' has {bytes.Length:N0} bytes, "
                + $"but {storage.Count:N0} elements of {storage.Type.Name} take {(Int128)storage.Count * storage.Type.Size:N0}"));
    }

    public void Dispose() => zip.Dispose();

    private ZipArchiveEntry FindPickle()
    {
        var entries = Guard(() => zip.Entries);
        if (entries.Count > MostEntries)
            throw new ModelFileException(
                $"{file} has {entries.Count} entries; a checkpoint has at most {MostEntries}. Give a file written by torch.save.");
        if (entries.Any(entry => entry.FullName.EndsWith("/constants.pkl", StringComparison.Ordinal)))
            throw new ModelFileException(
                $"{file} is a TorchScript program written by torch.jit.save, not a checkpoint. "
                + "Save its weights: torch.save(model.state_dict(), \"weights.pt\")");
        return entries.Where(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal)).ToList() is [var one]
            ? one
            : throw new ModelFileException(
                $"{file} is a zip archive, but not one written by torch.save: it has no data.pkl. Give a .pt or .pth checkpoint.");
    }

    private void ThrowIfBigEndian()
    {
        if (zip.GetEntry($"{Folder}byteorder") is { } entry && Encoding.Latin1.GetString(Read(entry, 16)) is var order && order != "little")
            throw new ModelFileException($"{file} has the byte order '{order}'; little is allowed. Save it again on a little-endian machine (x64, Arm).");
    }

    private byte[] Read(ZipArchiveEntry entry, long most)
    {
        // Only uncompressed entries: deflate could unpack to far more than the file, and torch.save does not use it.
        if (entry.CompressedLength != entry.Length)
            throw new ModelFileException(
                $"{file}: its entry {entry.FullName} is compressed; torch.save stores entries uncompressed. "
                + "Save the checkpoint with torch.save and do not compress it.");
        if (entry.Length > most)
            throw new ModelFileException(string.Create(CultureInfo.InvariantCulture,
                $"{file}: its entry {entry.FullName} declares {entry.Length:N0} bytes; at most {most:N0} can be read. Save only the weights."));
        return Guard(() =>
        {
            using var stream = entry.Open();
            var bytes = BoundedReader.Read(stream, (int)entry.Length);
            return bytes.Length == entry.Length ? bytes : throw Damaged($"{entry.FullName} is cut short");
        });
    }

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw Damaged($"its zip archive cannot be read ({e.Message.TrimEnd('.')})", e);
        }
    }

    private ModelFileException Damaged(string found, Exception? inner = null) =>
        new($"{file} is damaged: {found}. Get the file again, or save it again in PyTorch.", inner);
}
