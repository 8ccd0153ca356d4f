using System.Globalization;
using Elbo.Files.NumPy;

namespace Elbo.Data.Arrays;

/// <summary>Converts an array's elements to pixels, channels first.</summary>
/// <param name="type">The type of the elements.</param>
/// <param name="shape">The shape of an image.</param>
/// <param name="isChannelLast">True if the channels of a pixel are next to each other.</param>
/// <param name="range">The values of black and white.</param>
/// <param name="name">Name of the array in error messages.</param>
internal sealed class NumPyPixels(NpyType type, ImageShape shape, bool isChannelLast, PixelRange range, string name)
{
    private const int Block = 1024;

    /// <summary>True where the elements are the pixels.</summary>
    public bool IsPlain { get; } = AreBytes(type, range) && (!isChannelLast || shape.Channels == 1);

    /// <param name="elements">Their elements as the file has them.</param>
    /// <param name="firstImage">The first one's number.</param>
    /// <param name="pixels">As many pixels.</param>
    /// <exception cref="DataException">A value is outside the range.</exception>
    public void Convert(ReadOnlySpan<byte> elements, int firstImage, Span<byte> pixels)
    {
        if (AreBytes(type, range))
            elements.CopyTo(pixels);
        else
            Scale(elements, (long)firstImage * shape.Size, pixels);
        if (isChannelLast && shape.Channels > 1)
            PutChannelsFirst(pixels);
    }

    private static bool AreBytes(NpyType type, PixelRange range) => type == NpyType.U8 && range == PixelRange.Bytes;

    private void Scale(ReadOnlySpan<byte> elements, long first, Span<byte> pixels)
    {
        Span<double> values = stackalloc double[Block];
        for (var at = 0; at < pixels.Length; at += Block)
        {
            var count = Math.Min(Block, pixels.Length - at);
            type.ToDoubles(elements.Slice(at * type.Size, count * type.Size), values);
            for (var i = 0; i < count; i++)
            {
                var level = range.Level(values[i]);
                if (!(level is >= -ArrayValues.Rounding and <= 255 + ArrayValues.Rounding))
                    throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{name} holds the value {values[i]} at position {first + at + i}, "
                        + $"outside the range {range}. Give values in that range, or another --range."));
                pixels[at + i] = (byte)Math.Round(Math.Clamp(level, 0, 255));
            }
        }
    }

    private void PutChannelsFirst(Span<byte> pixels)
    {
        var (image, plane) = (new byte[shape.Size], shape.Height * shape.Width);
        for (; !pixels.IsEmpty; pixels = pixels[image.Length..])
        {
            pixels[..image.Length].CopyTo(image);
            for (var pixel = 0; pixel < plane; pixel++)
                for (var channel = 0; channel < shape.Channels; channel++)
                    pixels[channel * plane + pixel] = image[pixel * shape.Channels + channel];
        }
    }
}
