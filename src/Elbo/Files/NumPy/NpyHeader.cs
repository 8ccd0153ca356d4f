using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Elbo.Files.Safetensors;

namespace Elbo.Files.NumPy;

/// <summary>
/// The header of an npy file: six bytes of magic, the version, the length, and a Python dictionary of <c>descr</c>,
/// <c>fortran_order</c> and <c>shape</c>, padded to a multiple of 64 bytes.
/// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
/// </summary>
/// <param name="Type">The type of each element.</param>
/// <param name="Shape">The size of each dimension, outermost first.</param>
/// <param name="Width">Characters of each element if it is text; else 1.</param>
internal sealed record NpyHeader(NpyType Type, long[] Shape, int Width = 1)
{
    private const int Alignment = 64;
    private const int LongestShortHeader = ushort.MaxValue;

    // NumPy itself refuses to parse more than 10,000 characters of an untrusted header.
    private const int LongestHeader = 1 << 16;

    // NumPy leaves room for the first size to grow in place to 21 digits.
    private const int GrowthDigits = 21;

    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8];

    /// <summary>Bytes of all elements; null if they are 2⁶³ or more.</summary>
    public long? Length => SafetensorsTypes.ElementCount(Shape) is { } count && (Int128)count * Type.Size * Width is var bytes && bytes <= long.MaxValue
        ? (long)bytes
        : null;

    /// <summary>Reads a header; the stream is then positioned at the first element.</summary>
    /// <exception cref="DataException">It is not an npy file, damaged, in Fortran order, or of an unsupported type.</exception>
    public static NpyHeader Read(Stream stream, string file)
    {
        Span<byte> start = stackalloc byte[8];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (!start[..Math.Min(read, Magic.Length)].SequenceEqual(Magic.AsSpan(0, Math.Min(read, Magic.Length))) || read == 0)
            throw new DataException(FileSignature.Refusal(
                start[..read], file, "a NumPy array",
                $"{file} is not an npy file: it starts with {(read == 0 ? "nothing" : Convert.ToHexString(start[..read]))}, "
                + "an npy file with 934E554D5059 (\\x93NUMPY). Save the array with numpy.save."));
        if (read < start.Length)
            throw CutShort(file);
        if (start[6] is < 1 or > 3)
            throw new DataException($"{file} has the npy version {start[6]}.{start[7]}; 1, 2 and 3 are read. Save it again with numpy.save.");
        Span<byte> length = stackalloc byte[start[6] == 1 ? 2 : 4];
        if (stream.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length)
            throw CutShort(file);
        var size = start[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(length) : BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (size > LongestHeader)
            throw new DataException($"{file} declares a header of {size} bytes; at most {LongestHeader} are read. Save it again with numpy.save.");
        var text = new byte[size];
        if (stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length)
            throw CutShort(file);
        return Parse(new NpyDictionary((start[6] == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text), file), file);
    }

    /// <summary>Type and shape: <c>float32 [10000, 20]</c>.</summary>
    public override string ToString() => $"{Type.DtypeName} {SafetensorsTensor.Show(Shape)}";

    /// <summary>The bytes before the elements, identical to those that NumPy writes.</summary>
    public byte[] Compose()
    {
        var sizes = Shape.Length == 1 ? $"({Shape[0]},)" : $"({string.Join(", ", Shape)})";
        var width = Type == NpyType.Text ? Width.ToString(CultureInfo.InvariantCulture) : "";
        var text = $"{{'descr': '{Type.Descr}{width}', 'fortran_order': False, 'shape': {sizes}, }}"
            + new string(' ', Shape.Length == 0 ? 0 : Math.Max(0, GrowthDigits - Shape[0].ToString(CultureInfo.InvariantCulture).Length));
        var isShort = text.Length + Alignment <= LongestShortHeader;
        var before = Magic.Length + 2 + (isShort ? 2 : 4);
        var length = (before + text.Length + 1 + Alignment - 1) / Alignment * Alignment - before;
        var header = new byte[before + length];
        Magic.CopyTo(header);
        header[6] = (byte)(isShort ? 1 : 2);
        if (isShort)
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)length);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), (uint)length);
        Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n", header.AsSpan(before));
        return header;
    }

    private static NpyHeader Parse(NpyDictionary dictionary, string file)
    {
        var (descr, isFortran, shape) = dictionary.Read();
        if (NpyTypes.Find(descr) is not var (type, width))
            throw new DataException($"{file} holds elements of {Describe(descr)}; allowed are {NpyTypes.Names}, little-endian. "
                + Remedy(descr));
        if (isFortran && shape.Count(size => size != 1) > 1)
            throw new DataException($"{file} holds an array of shape {SafetensorsTensor.Show(shape)} in Fortran order (columns first); "
                + "C order (rows first) is read. Save it in Python with numpy.save(path, numpy.ascontiguousarray(array)).");
        return new(type, shape, width);
    }

    private static string Remedy(string descr) => descr switch
    {
        ['>', 'i' or 'u' or 'f', ..] or ['<' or '|' or '=', 'f', ..] => "Convert it in Python: numpy.save(path, array.astype('<f8')).",
        "|O" => "Save an array of numbers: numpy.save(path, numpy.stack(array)).",
        ['[', ..] => "Save a single field: numpy.save(path, array['name']).",
        _ => "Give an array of numbers.",
    };

    private static string Describe(string descr) => descr switch
    {
        "|O" => "Python objects ('|O'), which could run code when read",
        ['>', ..] => $"the big-endian dtype '{descr}'",
        ['[', ..] => "a structured dtype",
        _ => $"the dtype '{descr}'",
    };

    private static DataException CutShort(string file) =>
        new($"{file} ends inside its header; it is cut short. Copy or save it again.");
}
