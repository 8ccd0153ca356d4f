using System.Globalization;
using Elbo.Data.Storage;
using Elbo.Files.NumPy;

namespace Elbo.Data.Arrays;

/// <summary>Images and labels out of NumPy's arrays: uint8 of shape [N, H, W], [N, C, H, W] or [N, H, W, C] with one channel or three, bool, or
/// floats that are bytes divided by 255.</summary>
internal static class NumPyImages
{
    /// <summary>Reads the images of an array: a small one into memory, a large one by way of a mapping.</summary>
    /// <param name="stream">The array from its start.</param>
    /// <param name="name">Name of it in error messages.</param>
    /// <param name="path">The file that contains it.</param>
    /// <param name="part">Its name in the file; null where it is the file.</param>
    /// <param name="store">Where large ones go.</param>
    /// <exception cref="DataException">It is damaged, or its shape or values are not those of images.</exception>
    public static ImageSet Read(Stream stream, string name, string path, string? part, PixelStore store)
    {
        var header = NpyHeader.Read(stream, name);
        if (header.Length is { } length && store.IsSmall(length))
            return Of(NpyFile.ReadElements(header, stream, name), name);
        NpyFile.CheckedBytes(header, name, stream.CanSeek ? stream.Length - stream.Position : null);
        var (count, channels, height, width, isChannelLast) = Sizes(header, name);
        var (shape, images) = PixelStore.Checked(name, count, channels, height, width);
        var pixels = Pixels(header, shape, isChannelLast, name);
        return part is null && pixels.IsPlain
            ? store.Map(path, stream.Position, shape, images)
            : store.Keep(path, part ?? "", shape, images, new(
                stream, header.Type.Size, pixels.Convert, found => NpyFile.TooShort(header, name, found), () => NpyFile.TooLong(header, name)));
    }

    /// <summary>The labels of an array: whole numbers 0…255, shape [N] or [N, 1].</summary>
    /// <exception cref="DataException">They are none, or their number is not that of the images.</exception>
    public static byte[] ReadLabels(NpyArray array, string name, int count)
    {
        if (array.Type is not (NpyType.U8 or NpyType.I32 or NpyType.I64) || array.Shape is not ([_] or [_, 1]))
            throw new DataException($"{name} holds {array}; labels are whole numbers of shape [N]. Save it in Python with labels.astype('uint8').ravel().");
        if (array.Count != count)
            throw new DataException($"{name} holds {array.Count} labels for {count} images; each image needs one label.");
        return Array.ConvertAll(array.ToDoubles(), label => label is >= 0 and <= 255
            ? (byte)label
            : throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{name} holds the label {label}; labels are from 0 to 255. "
                + $"Number the classes from 0 on.")));
    }

    /// <summary>The images of an array in memory; uint8 in the order N, C, H, W is taken as it is.</summary>
    private static ImageSet Of(NpyArray array, string name)
    {
        var header = new NpyHeader(array.Type, [.. array.Shape]);
        var (_, channels, height, width, isChannelLast) = Sizes(header, name);
        var shape = new ImageShape((int)channels, (int)height, (int)width);
        var pixels = Pixels(header, shape, isChannelLast, name);
        if (pixels.IsPlain)
            return new(shape, array.Bytes);
        var converted = new byte[array.Count];
        pixels.Convert(array.Bytes.Span, 0, converted);
        return new(shape, converted);
    }

    private static NumPyPixels Pixels(NpyHeader header, ImageShape shape, bool isChannelLast, string name) =>
        header.Type is NpyType.U8 or NpyType.Bool or NpyType.F32 or NpyType.F64
            ? new(header.Type, shape, isChannelLast, name)
            : throw new DataException($"{name} holds {header}; images are uint8 (0 to 255), bool, or floats from 0 to 1. "
                + "Save it in Python with numpy.save(path, images.astype('uint8')).");

    /// <summary>Channels stand where a size is 1 or 3: second as PyTorch has them, else last as Keras and Pillow do.</summary>
    private static (long Count, long Channels, long Height, long Width, bool IsChannelLast) Sizes(NpyHeader header, string name)
    {
        if (header.Type == NpyType.Text || header.Shape.Any(size => size is 0 or > int.MaxValue))
            throw new DataException($"{name} holds {header}: no image. Give another file.");
        return header.Shape switch
        {
            [var count, var height, var width] => (count, 1, height, width, false),
            [var count, (1 or 3) and var channels, var height, var width] => (count, channels, height, width, false),
            [var count, var height, var width, (1 or 3) and var channels] => (count, channels, height, width, true),
            _ => throw new DataException($"{name} holds {header}; images have the shape [N, H, W], [N, C, H, W] or [N, H, W, C] with C 1 or 3. "
                + "Reshape it in Python, such as images.reshape(-1, 28, 28), and save it again."),
        };
    }
}
