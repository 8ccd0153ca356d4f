using Elbo.Data.Storage;
using Elbo.Files.NumPy;

namespace Elbo.Data.Arrays;

/// <summary>Images in one of NumPy's arrays: numbers of shape [N, H, W], [N, C, H, W] or [N, H, W, C] with one channel or three.</summary>
internal sealed class NumPyImages
{
    private const int Block = 1 << 22;

    private readonly ArraySource source;
    private readonly PixelStore store;
    private readonly NpyHeader header;
    private readonly NpyArray? small;
    private readonly ImageShape shape;
    private readonly int count;
    private readonly bool isChannelLast;

    /// <summary>Reads the header of an array, and the elements of a small one.</summary>
    /// <param name="source">The array.</param>
    /// <param name="store">Where large ones go.</param>
    /// <exception cref="DataException">It is damaged, or its shape or type is not that of images.</exception>
    public NumPyImages(ArraySource source, PixelStore store)
    {
        (this.source, this.store) = (source, store);
        (header, small) = source.Open(stream =>
        {
            var header = NpyHeader.Read(stream, source.Name);
            if (header.Length > source.MostBytes)
                throw new DataException($"{source.Name} declares {header.Length} bytes; at most {source.MostBytes} are unpacked. Unpack it first.");
            if (header.Length is { } length && store.IsSmall(length))
                return (header, NpyFile.ReadElements(header, stream, source.Name));
            NpyFile.CheckedBytes(header, source.Name, stream.CanSeek ? stream.Length - stream.Position : null);
            return (header, (NpyArray?)null);
        });
        (var images, var channels, var height, var width, isChannelLast) = Sizes(header) ?? throw NoImages(header, source.Name);
        (shape, count) = PixelStore.Checked(source.Name, images, channels, height, width);
    }

    /// <summary>The number of images.</summary>
    public int Count => count;

    /// <summary>The type of the elements.</summary>
    public NpyType Type => header.Type;

    /// <summary>True for an array of numbers that has the shape of images.</summary>
    public static bool AreImages(NpyHeader header) => Sizes(header) is not null;

    /// <summary>Looks at the elements to tell which of them are black and white.</summary>
    /// <param name="asked">The range that was asked for; null if there is none.</param>
    /// <exception cref="DataException">They are damaged or not finite.</exception>
    public ArrayValues Measure(PixelRange? asked)
    {
        // Bytes over 1 are what they are, whatever other bytes there are.
        var mayStop = asked is not { White: > 1 and <= 255 };
        if (small is not null)
            return Measure(small.Bytes.Span, 0, mayStop);
        return source.Open(stream =>
        {
            NpyHeader.Read(stream, source.Name);
            var (elements, values) = (new byte[Block], (ArrayValues?)null);
            for (var (at, length) = (0L, header.Length!.Value); at < length && !(mayStop && values is { Type: NpyType.U8, Max: > 1 }); at += Block)
            {
                var size = (int)Math.Min(Block, length - at);
                var read = stream.ReadAtLeast(elements.AsSpan(0, size), size, throwOnEndOfStream: false);
                if (read < size)
                    throw NpyFile.TooShort(header, source.Name, at + read);
                var some = Measure(elements.AsSpan(0, size), at / header.Type.Size, mayStop);
                values = values?.And(some) ?? some;
            }
            return values!;
        });
    }

    /// <summary>The images: small ones in memory, large ones by way of a mapping.</summary>
    /// <param name="range">The values of black and white.</param>
    /// <exception cref="DataException">They are damaged.</exception>
    public ImageSet Read(PixelRange range)
    {
        var pixels = new NumPyPixels(header.Type, shape, isChannelLast, range, source.Name);
        if (small is not null)
        {
            if (pixels.IsPlain)
                return new(shape, small.Bytes);
            var converted = new byte[small.Count];
            pixels.Convert(small.Bytes.Span, 0, converted);
            return new(shape, converted);
        }
        return source.Open(stream =>
        {
            NpyHeader.Read(stream, source.Name);
            return source.Part is null && pixels.IsPlain
                ? store.Map(source.Path, stream.Position, shape, count)
                : store.Keep(source.Path, $"{source.Part}\0{range}", shape, count, new(
                    stream, header.Type.Size, pixels.Convert, found => NpyFile.TooShort(header, source.Name, found),
                    () => NpyFile.TooLong(header, source.Name)));
        });
    }

    private ArrayValues Measure(ReadOnlySpan<byte> elements, long first, bool mayStop) => mayStop && ArrayValues.AreBytes(header.Type, elements)
        ? new(header.Type, 0, 255, AreWhole: true, AreLevels: false)
        : ArrayValues.Of(header.Type, elements, first, source.Name);

    /// <summary>Channels stand where a size is 1 or 3: second as PyTorch has them, else last as Keras and Pillow do. Null for other shapes.</summary>
    private static (long Count, long Channels, long Height, long Width, bool IsChannelLast)? Sizes(NpyHeader header)
    {
        if (header.Type == NpyType.Text || header.Shape.Any(size => size is 0 or > int.MaxValue))
            return null;
        return header.Shape switch
        {
            [var count, var height, var width] => (count, 1, height, width, false),
            [var count, (1 or 3) and var channels, var height, var width] => (count, channels, height, width, false),
            [var count, var height, var width, (1 or 3) and var channels] => (count, channels, height, width, true),
            _ => null,
        };
    }

    private static DataException NoImages(NpyHeader header, string name)
    {
        if (header.Type == NpyType.Text || header.Shape.Any(size => size is 0 or > int.MaxValue))
            return new($"{name} holds {header}: no image. Give another file.");
        if (header.Shape is [_, > 4, > 4, 2 or 4])
            return new($"{name} holds {header}: images with transparency. Save them without it in Python: "
                + (header.Shape[3] == 4 ? "images[..., :3]." : "images[..., 0]."));
        var (height, width) = SizeOnReshape([.. header.Shape.Skip(1)]);
        return new($"{name} holds {header}; images have the shape [N, H, W], [N, C, H, W] or [N, H, W, C] with C 1 or 3. "
            + FormattableString.Invariant($"Reshape it in Python, such as images.reshape(-1, {height}, {width}), and save it again."));
    }

    /// <summary>A square of as many values, or one line; of more sizes, the parts below each other.</summary>
    private static (long Height, long Width) SizeOnReshape(long[] sizes) => sizes switch
    {
        [] => (28, 28),
        [var size] when (long)Math.Round(Math.Sqrt(size)) is var root && root * root == size => (root, root),
        _ => (sizes[..^1].Aggregate(1L, (product, size) => product * size), sizes[^1]),
    };
}

/// <summary>An array in a file.</summary>
/// <param name="Name">Its name in error messages.</param>
/// <param name="Path">The file.</param>
/// <param name="Part">Its name in the file; null if the file is the array, uncompressed.</param>
/// <param name="Stream">Opens it, each time from its start.</param>
internal sealed record ArraySource(string Name, string Path, string? Part, Action<Action<Stream>> Stream)
{
    /// <summary>The most bytes that it can have; null if nothing limits them.</summary>
    public long? MostBytes { get; init; }

    /// <summary>Reads it.</summary>
    public T Open<T>(Func<Stream, T> read)
    {
        T result = default!;
        Stream(stream => result = read(stream));
        return result;
    }
}
