using System.Buffers.Binary;
using System.Globalization;

namespace Elbo.Files.Safetensors;

/// <summary>Reads one safetensors file from a stream. No declared size is trusted before the bytes have been read.</summary>
internal sealed class SafetensorsReader(Stream stream, string file)
{
    // The reference implementation's limit.
    private const ulong LargestHeader = 100_000_000;

    // The local file header of a zip archive, which torch.save writes: "PK\3\4".
    private const uint ZipStart = 0x04034B50;

    public (IReadOnlyList<SafetensorsTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read()
    {
        var (entries, metadata) = new SafetensorsHeader(file).Parse(ReadHeader());
        var length = entries.Count == 0 ? 0 : entries[^1].End;
        if (length > Array.MaxLength)
            throw new ModelFileException($"{file} declares {Show(length)} bytes of tensors; at most {Show(Array.MaxLength)} can be read. "
                + "Split the file.");
        var data = BoundedReader.Read(stream, (int)length, stream.CanSeek ? stream.Length - stream.Position : 0);
        if (data.Length < length)
            throw new ModelFileException($"{file} is cut short: its header declares {Show(length)} bytes of tensors, "
                + $"but {Show(data.Length)} follow. Get or export it again.");
        if (stream.ReadByte() >= 0)
            throw new ModelFileException($"{file} declares {Show(length)} bytes of tensors, but more follow them. The file is damaged; "
                + "get or export it again.");
        var tensors = entries.Select(entry =>
            new SafetensorsTensor(entry.Name, entry.Type, entry.Shape, data.AsMemory((int)entry.Begin, (int)(entry.End - entry.Begin))));
        return ([.. tensors], metadata);
    }

    private byte[] ReadHeader()
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        var read = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        if (read >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(prefix) == ZipStart)
            throw new ModelFileException($"{file} is a zip archive, as torch.save writes it, not safetensors. "
                + "Import it as a PyTorch checkpoint.");
        if (read < prefix.Length)
            throw new ModelFileException($"{file} has {read} bytes; a safetensors file has at least 10. Get or export it again.");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LargestHeader)
            throw new ModelFileException($"{file} declares a header of {Show(length)} bytes; at most {Show(LargestHeader)} are allowed. "
                + "It is damaged or not a safetensors file.");
        var header = BoundedReader.Read(stream, (int)length);
        return header.Length == (int)length
            ? header
            : throw new ModelFileException($"{file} is cut short: it declares a header of {Show(length)} bytes, "
                + $"but {Show(header.Length)} follow. Get or export it again.");
    }

    private static string Show(ulong number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Show(long number) => Show((ulong)number);
}
