using System.Globalization;
using Elbo.Interop;

namespace Elbo.Data;

/// <summary>
/// Images and labels out of NumPy's arrays: uint8 of shape [N, H, W], [N, C, H, W] or [N, H, W, C] with one channel or three, bool, or
/// floats that are bytes divided by 255.
/// </summary>
internal static class NumPyImages
{
    // What dividing by 255 in float32 and multiplying again leaves.
    private const double Rounding = 1e-4;

    /// <summary>The images of an array; uint8 in the order N, C, H, W is taken as it is.</summary>
    /// <exception cref="DataException">The shape or the values are no images.</exception>
    public static ImageSet Read(NpyArray array, string name)
    {
        var (shape, isChannelLast) = Shape(array, name);
        var bytes = array.Type switch
        {
            NpyType.U8 => array.Bytes,
            NpyType.Bool => Array.ConvertAll(array.Bytes.ToArray(), value => value == 0 ? (byte)0 : (byte)255),
            NpyType.F32 or NpyType.F64 => Bytes(array, name),
            _ => throw new DataException($"{name} holds {array}; images are uint8 (0 to 255), bool, or floats from 0 to 1. "
                + "Save it in Python with numpy.save(path, images.astype('uint8'))."),
        };
        return new(shape, isChannelLast && shape.Channels > 1 ? ChannelsFirst(bytes.Span, shape) : bytes);
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
            : throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{name} holds the label {label}; labels are from 0 to 255. Number the classes from 0 on.")));
    }

    /// <summary>Channels stand where a size is 1 or 3: second as PyTorch has them, else last as Keras and Pillow do.</summary>
    private static (ImageShape Shape, bool IsChannelLast) Shape(NpyArray array, string name)
    {
        if (array.Count == 0 || array.Type == NpyType.Text || array.Shape.Any(size => size > int.MaxValue))
            throw new DataException($"{name} holds {array}: no image. Give another file.");
        return array.Shape.Select(size => (int)size).ToArray() switch
        {
            [_, var height, var width] => (new(1, height, width), false),
            [_, (1 or 3) and var channels, var height, var width] => (new(channels, height, width), false),
            [_, var height, var width, (1 or 3) and var channels] => (new(channels, height, width), true),
            _ => throw new DataException($"{name} holds {array}; images have the shape [N, H, W], [N, C, H, W] or [N, H, W, C] with C 1 or 3. "
                + "Reshape it in Python, such as images.reshape(-1, 28, 28), and save it again."),
        };
    }

    private static byte[] Bytes(NpyArray array, string name)
    {
        var values = array.ToDoubles();
        var bytes = new byte[values.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            var scaled = values[i] * 255;
            var nearest = Math.Round(scaled);
            if (!(nearest is >= 0 and <= 255 && Math.Abs(scaled - nearest) <= Rounding))
                throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{name} holds the value {values[i]} at position {i}; images as floats must be bytes divided by 255, exactly, so that nothing is lost. ")
                    + "Save them in Python with numpy.save(path, numpy.round(images * 255).astype('uint8')).");
            bytes[i] = (byte)nearest;
        }
        return bytes;
    }

    private static byte[] ChannelsFirst(ReadOnlySpan<byte> from, ImageShape shape)
    {
        var (to, plane) = (new byte[from.Length], shape.Height * shape.Width);
        for (var start = 0; start < from.Length; start += shape.Size)
            for (var pixel = 0; pixel < plane; pixel++)
                for (var channel = 0; channel < shape.Channels; channel++)
                    to[start + channel * plane + pixel] = from[start + pixel * shape.Channels + channel];
        return to;
    }
}
