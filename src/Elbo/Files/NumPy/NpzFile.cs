using System.IO.Compression;

namespace Elbo.Files.NumPy;

/// <summary>Reads and writes npz, NumPy's zip of npy files: arrays by name.</summary>
internal static class NpzFile
{
    private const string Extension = ".npy";

    // The maximum compression of deflate: 258 bytes in 2 bits.
    private const long LargestDeflateRatio = 1032;

    private const long LargestUnpacked = 8L << 30;

    /// <param name="path">A file written by <c>numpy.savez</c> or <c>numpy.savez_compressed</c>.</param>
    /// <param name="maxBytes">Maximum bytes of all arrays together; a small zip can unpack to a thousand times its size.</param>
    /// <returns>The arrays by name, without <c>.npy</c>.</returns>
    /// <exception cref="DataException">The file is missing, unreadable, damaged or too large, or an array cannot be read.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(string path, long maxBytes = LargestUnpacked) =>
        DataFile.Read(path, stream => Read(stream, path, maxBytes));

    /// <param name="stream">A seekable stream; it stays open.</param>
    /// <param name="name">The name in error messages.</param>
    /// <param name="maxBytes">Maximum bytes of all arrays together.</param>
    /// <returns>The arrays by name, without <c>.npy</c>.</returns>
    /// <exception cref="DataException">The content is damaged or too large, or an array cannot be read.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(Stream stream, string name, long maxBytes = LargestUnpacked) => Open(stream, name, entries =>
    {
        var arrays = new Dictionary<string, NpyArray>();
        var left = maxBytes;
        foreach (var (array, entry) in entries)
        {
            if (entry.Length > left)
                throw TooLarge(entry, name, ", and with the arrays before it to more than is allowed");
            left -= entry.Length;
            arrays.Add(array, Read(entry, name, content => NpyFile.Read(content, $"{entry.FullName} in {name}")));
        }
        return arrays;
    });

    /// <summary>Reads one array; the others may be of any type.</summary>
    /// <param name="path">The file.</param>
    /// <param name="choose">Chooses one of the names.</param>
    /// <exception cref="DataException">The file is missing, unreadable or damaged, or the array cannot be read.</exception>
    public static NpyArray ReadOne(string path, Func<IReadOnlyCollection<string>, string> choose) => DataFile.Read(path, stream =>
        Open(stream, path, entries =>
        {
            var entry = entries[choose([.. entries.Keys])];
            return Read(entry, path, content => NpyFile.Read(content, $"{entry.FullName} in {path}"));
        }));

    /// <summary>Finds the arrays of a file; each is read only on request.</summary>
    /// <param name="stream">A seekable stream; it stays open.</param>
    /// <param name="name">The name in error messages.</param>
    /// <param name="use">Takes the arrays by name, and reads them while the stream is open.</param>
    /// <exception cref="DataException">The content is damaged.</exception>
    internal static T Open<T>(Stream stream, string name, Func<IReadOnlyDictionary<string, ZipArchiveEntry>, T> use)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            var arrays = new Dictionary<string, ZipArchiveEntry>();
            foreach (var entry in zip.Entries.Where(entry => entry.FullName.EndsWith(Extension, StringComparison.Ordinal)))
                if (!arrays.TryAdd(Name(entry), entry))
                    throw new DataException($"{name} holds two arrays named {entry.FullName}. Save it again with numpy.savez.");
            return arrays.Count > 0
                ? use(arrays)
                : throw new DataException($"{name} is a zip file without any .npy in it; npz files hold at least one. Save it with numpy.savez.");
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            var start = new byte[32];
            stream.Position = 0;
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            throw new DataException(FileSignature.Refusal(
                start, name, "a zip archive", $"{name} is not a zip file, or it is damaged ({e.Message.TrimEnd('.')}). Save it again with numpy.savez."), e);
        }
    }

    /// <exception cref="DataException">It is encrypted, or declares an impossible size.</exception>
    internal static T Read<T>(ZipArchiveEntry entry, string file, Func<Stream, T> read)
    {
        if (entry.IsEncrypted)
            throw new DataException($"{entry.FullName} in {file} is encrypted. Save it without a password.");
        if (entry.Length > LargestDeflateRatio * (Int128)Math.Max(entry.CompressedLength, 1))
            throw new DataException(
                $"{entry.FullName} in {file} declares {entry.Length} bytes, more than its {entry.CompressedLength} compressed ones can hold. "
                + "Save it again with numpy.savez.");
        if (entry.Length > LargestUnpacked && entry.CompressedLength < entry.Length)
            throw TooLarge(entry, file, "");
        using var content = entry.Open();
        return read(content);
    }

    internal static string Name(ZipArchiveEntry entry) => entry.FullName[..^Extension.Length];

    /// <param name="path">The file to write or replace.</param>
    /// <param name="arrays">The arrays by name, in the order they are written.</param>
    /// <param name="compress">True compresses them as <c>numpy.savez_compressed</c> does.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, NpyArray>> arrays, bool compress = false) =>
        AtomicFile.Write(path, stream => Write(stream, arrays, compress));

    /// <summary>Writes arrays to a stream, which stays open.</summary>
    /// <param name="stream">The destination.</param>
    /// <param name="arrays">The arrays by name, in the order they are written.</param>
    /// <param name="compress">True compresses them as <c>numpy.savez_compressed</c> does.</param>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, NpyArray>> arrays, bool compress = false)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, array) in arrays)
        {
            var entry = zip.CreateEntry(name + Extension, compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
            entry.LastWriteTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the same arrays give the same bytes
            using var content = entry.Open();
            NpyFile.Write(content, array);
        }
    }

    private static DataException TooLarge(ZipArchiveEntry entry, string file, string how) => new(
        $"{entry.FullName} in {file} would unpack to {entry.Length} bytes{how}. "
        + "Save fewer arrays in one file, or do not compress them.");
}
