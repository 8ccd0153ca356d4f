using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Elbo.Files.NumPy;

namespace Elbo.Data.Arrays;

/// <summary>Makes pixels of an array's elements: bytes are taken as they are, floats must be bytes divided by 255; channels come first.</summary>
/// <param name="type">The type of the elements.</param>
/// <param name="shape">The shape of an image.</param>
/// <param name="isChannelLast">True where the array holds the channels of a pixel side by side.</param>
/// <param name="name">Name of the array in error messages.</param>
internal sealed class NumPyPixels(NpyType type, ImageShape shape, bool isChannelLast, string name)
{
    // What dividing by 255 in float32 and multiplying again leaves.
    private const double Rounding = 1e-4;

    /// <summary>True where the elements are the pixels.</summary>
    public bool IsPlain { get; } = type == NpyType.U8 && (!isChannelLast || shape.Channels == 1);

    /// <param name="elements">Their elements as the file has them.</param>
    /// <param name="firstImage">The first one's number.</param>
    /// <param name="pixels">As many pixels.</param>
    /// <exception cref="DataException">A float is not a byte divided by 255.</exception>
    public void Convert(ReadOnlySpan<byte> elements, int firstImage, Span<byte> pixels)
    {
        var first = (long)firstImage * shape.Size;
        switch (type)
        {
            case NpyType.F32:
                Scale(MemoryMarshal.Cast<byte, float>(elements), first, pixels);
                break;
            case NpyType.F64:
                Scale(MemoryMarshal.Cast<byte, double>(elements), first, pixels);
                break;
            case NpyType.Bool:
                for (var i = 0; i < pixels.Length; i++)
                    pixels[i] = elements[i] == 0 ? (byte)0 : (byte)255;
                break;
            default:
                elements.CopyTo(pixels);
                break;
        }
        if (isChannelLast && shape.Channels > 1)
            PutChannelsFirst(pixels);
    }

    private void Scale<T>(ReadOnlySpan<T> values, long first, Span<byte> pixels) where T : IFloatingPoint<T>
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            var value = double.CreateChecked(values[i]);
            var scaled = value * 255;
            var nearest = Math.Round(scaled);
            if (!(nearest is >= 0 and <= 255 && Math.Abs(scaled - nearest) <= Rounding))
                throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{name} holds the value {value} at position {first + i}; "
                    + $"images as floats must be bytes divided by 255, exactly, so that nothing is lost. ")
                    + "Save them in Python with numpy.save(path, numpy.round(images * 255).astype('uint8')).");
            pixels[i] = (byte)nearest;
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
