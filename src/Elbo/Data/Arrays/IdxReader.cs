using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using Elbo.Files;

namespace Elbo.Data.Arrays;

/// <summary>Reads one IDX file, plain or gzipped, from a seekable stream. Nothing it declares is believed before the bytes are there. Format: Y.
/// LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits", section "The IDX file format".</summary>
internal sealed class IdxReader(Stream stream, string name, IdxKind kind)
{
    // The most that deflate can shrink: 258 bytes in 2 bits.
    private const long LargestDeflateRatio = 1032;

    // A gzipped file's buffer starts at this multiple of its compressed length: images rarely shrink further.
    private const int UsualDeflateRatio = 8;

    private readonly long fileLength = stream.Length - stream.Position;

    /// <summary>The sizes of the dimensions and the elements, row-major.</summary>
    /// <exception cref="DataException">The file is not IDX of the wanted kind, damaged, or does not fit in memory.</exception>
    public (int[] Sizes, byte[] Elements) Read() => Read(ReadIntoMemory);

    /// <summary>Reads the header, and leaves the elements to the caller.</summary>
    /// <exception cref="DataException">The file is not IDX of the wanted kind, or damaged.</exception>
    public T Read<T>(Func<IdxContent, T> read)
    {
        if (fileLength == 0)
            throw new DataException($"{name} is empty (0 bytes); an IDX file of {kind.Name} has at least {kind.HeaderLength + 1}. "
                + "Download it again.");
        if (!GzipFile.Is(stream))
            return read(Open(stream, isGzip: false));
        try
        {
            using var gzip = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            return read(Open(gzip, isGzip: true));
        }
        catch (InvalidDataException e)
        {
            throw GzipFile.Damaged(name, e);
        }
    }

    /// <exception cref="DataException">They end too early, or take 2 GiB or more.</exception>
    public (int[] Sizes, byte[] Elements) ReadIntoMemory(IdxContent content)
    {
        if (content.Count > Array.MaxLength)
            throw new DataException($"{name} declares {Declared(content.Sizes)}; at most {Show(Array.MaxLength)} bytes are read into memory. "
                + "Split it into several.");
        var count = (int)content.Count;
        var elements = BoundedReader.Read(content.Stream, count, content.IsGzip ? UsualDeflateRatio * fileLength : count);
        if (elements.Length < count)
            throw TooShort(content.Sizes, elements.Length);
        if (content.Stream.ReadByte() >= 0)
            throw TooLong(content.Sizes);
        return (Array.ConvertAll(content.Sizes, size => (int)size), elements);
    }

    private IdxContent Open(Stream content, bool isGzip)
    {
        var sizes = ReadHeader(content, isGzip);
        return new(sizes, CheckedCount(sizes, isGzip), content, isGzip);
    }

    private uint[] ReadHeader(Stream content, bool isGzip)
    {
        Span<byte> header = stackalloc byte[kind.HeaderLength];
        var read = content.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read >= 4 && BinaryPrimitives.ReadUInt32BigEndian(header) is var magic && magic != kind.Magic)
            throw new DataException(kind.WrongMagic(name, magic, header[..read], isGzip));
        if (read < header.Length)
            throw new DataException($"{name} ends after {read} bytes, inside its header; "
                + $"an IDX file of {kind.Name} has a header of {header.Length}. Download it again.");
        var sizes = new uint[kind.Dimensions];
        for (var i = 0; i < sizes.Length; i++)
            sizes[i] = BinaryPrimitives.ReadUInt32BigEndian(header[(4 + 4 * i)..]);
        return sizes;
    }

    private long CheckedCount(uint[] sizes, bool isGzip)
    {
        if (sizes[0] == 0)
            throw new DataException($"{name} holds 0 {kind.Name}; at least 1 is needed. Give another file.");
        if (sizes.Contains(0u))
            throw new DataException($"{name} declares images of {sizes[1]}×{sizes[2]} pixels; each side must be at least 1. "
                + "Download it again.");
        var count = Int128.One;
        foreach (var size in sizes)
            count *= size;
        if (!isGzip && count > fileLength - kind.HeaderLength)
            throw TooShort(sizes, fileLength - kind.HeaderLength);
        if (!isGzip && count < fileLength - kind.HeaderLength)
            throw TooLong(sizes, $"{Show(fileLength - kind.HeaderLength - (long)count)} more bytes");
        if (count > LargestDeflateRatio * (Int128)fileLength)
            throw new DataException($"{name} declares {Declared(sizes)}, more than its {Show(fileLength)} compressed bytes can hold. "
                + "Download it again.");
        return (long)count;
    }

    /// <summary>The error for elements that end early.</summary>
    public DataException TooShort(IReadOnlyList<uint> sizes, long found) =>
        new($"{name} is cut short: it declares {Declared(sizes)}, but {Show(found)} bytes follow its header. Download it again.");

    /// <summary>The error for elements that others follow.</summary>
    public DataException TooLong(IReadOnlyList<uint> sizes, string surplus = "more bytes") =>
        new($"{name} declares {Declared(sizes)}, but {surplus} follow them. Download it again.");

    private string Declared(IReadOnlyList<uint> sizes)
    {
        var bytes = sizes.Aggregate(Int128.One, (product, size) => product * size);
        var shape = sizes.Count == 3 ? $" of {sizes[1]}×{sizes[2]} pixels" : "";
        return $"{Show(sizes[0])} {kind.Name}{shape} ({Show(bytes)} bytes)";
    }

    private static string Show(Int128 number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>An IDX file whose header was read.</summary>
/// <param name="Sizes">The sizes of its dimensions; none is 0.</param>
/// <param name="Count">The number of elements: bytes that the file has, or could have where it is compressed.</param>
/// <param name="Stream">Positioned at the first element.</param>
/// <param name="IsGzip">True where the stream decompresses.</param>
internal sealed record IdxContent(uint[] Sizes, long Count, Stream Stream, bool IsGzip);

/// <summary>The expected contents of an IDX file: images (unsigned bytes, 3 dimensions) or labels (unsigned bytes, 1 dimension).</summary>
internal sealed record IdxKind(string Name, int Dimensions)
{
    private const uint UnsignedByte = 0x0800;

    public static readonly IdxKind Images = new("images", 3);

    public static readonly IdxKind Labels = new("labels", 1);

    /// <summary>The first four bytes, big-endian: two zeros, the element type, the number of dimensions.</summary>
    public uint Magic => UnsignedByte | (uint)Dimensions;

    /// <summary>Bytes before the elements: the magic number and one 32-bit size for each dimension.</summary>
    public int HeaderLength => 4 + 4 * Dimensions;

    /// <summary>The error message for any other first four bytes.</summary>
    public string WrongMagic(string file, uint found, ReadOnlySpan<byte> start, bool isGzip)
    {
        var counterpart = this == Images ? Labels : Images;
        if (found == counterpart.Magic)
            return $"{file} holds {counterpart.Name} (magic number 0x{found:X8}), not {Name} (0x{Magic:X8}). Give the file of {Name}; "
                + $"its name usually has {Name}-idx{Dimensions}.";
        if (found >> 16 == 0 && ElementType(found >> 8) is { } type)
            return $"{file} is an IDX file of {type} in {found & 0xFF} dimensions (magic number 0x{found:X8}); "
                + $"{Name} are unsigned bytes in {Dimensions} (0x{Magic:X8}). Convert it, or give another file.";
        if (FileSignature.Of(start, file) is { } other)
            return isGzip
                ? $"{file} is compressed with gzip, and holds {other.What}. {(other.IsText ? "If it is a table, give it the ending .csv.gz." : other.Remedy)}"
                : $"{file} is {other.What}. {other.Remedy}";
        var bytes = $"{file} starts{(isGzip ? ", unpacked," : "")} with the bytes {Bytes(found)}; "
            + $"an IDX file of {Name} starts with {Bytes(Magic)}, a compressed one with 1F 8B.";
        return file.EndsWith(GzipFile.Ending, StringComparison.OrdinalIgnoreCase) && !isGzip
            ? $"{bytes} It is named .gz but is not compressed, nor is it IDX. Download it again."
            : $"{bytes} Give an IDX file, or download it again.";
    }

    private static string? ElementType(uint code) => code switch
    {
        0x08 => "unsigned bytes",
        0x09 => "signed bytes",
        0x0B => "16-bit integers",
        0x0C => "32-bit integers",
        0x0D => "32-bit floats",
        0x0E => "64-bit floats",
        _ => null,
    };

    private static string Bytes(uint value) => $"{value >> 24:X2} {(value >> 16) & 0xFF:X2} {(value >> 8) & 0xFF:X2} {value & 0xFF:X2}";
}
