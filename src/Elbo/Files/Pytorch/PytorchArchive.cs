using System.Globalization;
using System.IO.Compression;
using System.Text;
using Elbo.Files.Safetensors;

namespace Elbo.Files.Pytorch;

/// <summary>The zip archive that torch.save writes: <c>NAME/data.pkl</c>, <c>NAME/data/KEY</c> for each storage, <c>NAME/byteorder</c>. Its entries
/// are stored as they are, never compressed, so no entry is larger than the file.</summary>
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

/// <param name="Name">PyTorch's name, such as <c>FloatStorage</c>.</param>
/// <param name="Size">Bytes of one element.</param>
/// <param name="Type">The equivalent type in safetensors; null if it has none.</param>
internal sealed record PytorchStorageType(string Name, int Size, SafetensorsType? Type);

/// <summary>The numbers that tensors are views of: the archive's entry <c>data/KEY</c>.</summary>
internal sealed record PytorchStorage(PytorchStorageType Type, string Key, long Count);

/// <summary>A view of a storage, as the pickle declares it; not yet checked.</summary>
/// <param name="Storage">The numbers.</param>
/// <param name="Offset">The first element.</param>
/// <param name="Shape">The size of each dimension.</param>
/// <param name="Strides">Elements between neighbours along each dimension.</param>
internal sealed record PytorchTensor(PytorchStorage Storage, long Offset, long[] Shape, long[] Strides);

/// <summary>A dictionary of a pickle, in the order of its entries. Only text keys can be looked up; the others only count.</summary>
internal sealed class PickleDictionary
{
    private readonly List<(object? Key, object? Value)> entries = [];
    private readonly Dictionary<string, object?> byName = new(StringComparer.Ordinal);

    /// <summary>The number of entries, keys of any kind.</summary>
    public int Count => entries.Count;

    /// <summary>The values by their text keys; a later entry replaces an earlier one.</summary>
    public IReadOnlyDictionary<string, object?> Named => byName;

    /// <summary>True if every key is text.</summary>
    public bool HasOnlyNames => entries.TrueForAll(entry => entry.Key is string);

    public void Add(object? key, object? value)
    {
        entries.Add((key, value));
        if (key is string name)
            byName[name] = value;
    }
}
