using System.Globalization;
using Elbo.Files.Safetensors;

namespace Elbo.Files.NumPy;

/// <summary>Reads and writes npy, NumPy's file of one array, versions 1 to 3: bool, uint8, int32, int64, float32, float64 and text in C
/// order.</summary>
public static class NpyFile
{
    /// <exception cref="DataException">The file is missing, unreadable, damaged, in Fortran order, of another dtype, or its elements
    /// take 2 GiB or more.</exception>
    internal static NpyArray Read(string path) => DataFile.Read(path, stream => Read(stream, path));

    /// <summary>Reads from a stream, from its position to its end.</summary>
    /// <param name="stream">The stream; it need not be seekable and stays open.</param>
    /// <param name="name">The name in error messages.</param>
    /// <exception cref="DataException">The content is damaged, in Fortran order, of another dtype, or its elements take 2 GiB or more.</exception>
    internal static NpyArray Read(Stream stream, string name) => ReadElements(NpyHeader.Read(stream, name), stream, name);

    internal static NpyArray ReadElements(NpyHeader header, Stream stream, string name)
    {
        var count = CheckedLength(header, name, stream.CanSeek ? stream.Length - stream.Position : null);
        var bytes = BoundedReader.Read(stream, count, stream.CanSeek ? count : 0);
        if (bytes.Length < count)
            throw TooShort(header, name, bytes.Length);
        if (stream.ReadByte() >= 0)
            throw TooLong(header, name);
        return new(header.Type, header.Shape, bytes, header.Width);
    }

    /// <summary>Writes an array atomically: an existing file stays until the new one is on the disk.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal static void Write(string path, NpyArray array) => AtomicFile.Write(path, stream => Write(stream, array));

    /// <summary>Writes values as an array: <c>NpyFile.Write("codes.npy", mu, count, latents)</c>.</summary>
    /// <typeparam name="T">bool, byte, int, long, float or double.</typeparam>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="shape">The size of each dimension, outermost first; empty for a single number.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the shape, or npy files of that type are not written.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write<T>(string path, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged =>
        Write(path, NpyArray.Of(values, shape));

    /// <summary>Writes an array to a stream, byte for byte as <c>numpy.save</c> does.</summary>
    internal static void Write(Stream stream, NpyArray array)
    {
        stream.Write(new NpyHeader(array.Type, [.. array.Shape], array.Width).Compose());
        stream.Write(array.Bytes.Span);
    }

    /// <summary>The number of bytes of the elements, checked against the size of the data if that is known.</summary>
    /// <exception cref="DataException">The size is impossible, or does not match the data.</exception>
    internal static long CheckedBytes(NpyHeader header, string name, long? available)
    {
        if (header.Length is not { } bytes)
            throw TooLarge(header, name, "declares");
        return available < bytes ? throw TooShort(header, name, available.Value)
            : available > bytes ? throw TooLong(header, name)
            : bytes;
    }

    internal static DataException TooShort(NpyHeader header, string name, long found) =>
        new($"{name} is cut short: it declares {Declared(header)}, but {Show(found)} bytes follow its header. Copy or save it again.");

    internal static DataException TooLong(NpyHeader header, string name) =>
        new($"{name} declares {Declared(header)}, but more bytes follow them. Copy or save it again.");

    private static int CheckedLength(NpyHeader header, string name, long? available) =>
        CheckedBytes(header, name, available) is var bytes && bytes <= Array.MaxLength
        ? (int)bytes
        : throw TooLarge(header, name, available is null ? "declares" : "holds");

    private static DataException TooLarge(NpyHeader header, string name, string verb) =>
        new($"{name} {verb} {Declared(header)}; at most {Show(Array.MaxLength)} bytes are read into memory. Split it into several.");

    private static string Declared(NpyHeader header) =>
        $"{header.Type.DtypeName} of shape {SafetensorsTensor.Show(header.Shape)}{(header.Length is { } bytes ? $" ({Show(bytes)} bytes)" : "")}";

    private static string Show(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
