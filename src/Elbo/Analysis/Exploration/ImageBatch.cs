using Elbo.Data;

namespace Elbo.Analysis.Exploration;

/// <summary>Images of one shape with values 0…1, such as means of p(x given z), as figures draw them: grey, in colour, or, with another number of
/// channels, the channels side by side in grey.</summary>
public sealed record ImageBatch
{
    /// <summary>Takes the pixels over; nothing is copied where there are 1 or 3 channels.</summary>
    /// <param name="shape">The shape of each image.</param>
    /// <param name="pixels">All images one after the other, shape [N, C, H, W]; drawn clamped to 0…1.</param>
    /// <exception cref="ArgumentException">The number of pixels is not a multiple of an image's.</exception>
    public ImageBatch(ImageShape shape, ReadOnlyMemory<float> pixels)
    {
        if (shape.Size <= 0 || pixels.Length % shape.Size != 0)
            throw new ArgumentException($"{pixels.Length} values are no whole number of images of {shape} ({shape.Size} values each).", nameof(pixels));
        (Shape, Pixels) = shape.Channels is 1 or 3 ? (shape, pixels) : SideBySide(shape, pixels.Span);
    }

    /// <summary>The shape of each image as it is drawn: 1 or 3 channels.</summary>
    public ImageShape Shape { get; }

    /// <summary>Every value, shape [N, C, H, W] with the channels of <see cref="Shape"/>.</summary>
    public ReadOnlyMemory<float> Pixels { get; }

    /// <summary>The number of images, N.</summary>
    public int Count => Pixels.Length / Shape.Size;

    /// <summary>The values of one image, shape [C, H, W].</summary>
    public ReadOnlySpan<float> this[int index] => Pixels.Span.Slice(index * Shape.Size, Shape.Size);

    /// <summary>The images of bytes 0…255, shape [N, C, H, W]; a byte is drawn as exactly that byte.</summary>
    public static ImageBatch FromBytes(ImageShape shape, ReadOnlySpan<byte> pixels)
    {
        var values = new float[pixels.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = pixels[i] / 255f;
        return new ImageBatch(shape, values);
    }

    /// <summary>The images <paramref name="start"/> … <paramref name="start"/> + <paramref name="count"/> − 1, without copying.</summary>
    public ImageBatch Slice(int start, int count) => new(Shape, Pixels.Slice(start * Shape.Size, count * Shape.Size));

    /// <summary>Channels from left to right, [N, C, H, W] → [N, 1, H, C·W].</summary>
    private static (ImageShape, ReadOnlyMemory<float>) SideBySide(ImageShape shape, ReadOnlySpan<float> pixels)
    {
        var (lines, placed) = (pixels.Length / shape.Width, new float[pixels.Length]);
        for (var line = 0; line < lines; line++)
        {
            var (plane, y) = (line / shape.Height, line % shape.Height);
            var (image, channel) = (plane / shape.Channels, plane % shape.Channels);
            pixels.Slice(line * shape.Width, shape.Width).CopyTo(
                placed.AsSpan(((image * shape.Height + y) * shape.Channels + channel) * shape.Width));
        }
        return (new(1, shape.Height, shape.Channels * shape.Width), placed);
    }

    internal void Need(int count, string parameter, string why)
    {
        if (Count < count || count == 0)
            throw new ArgumentException($"{parameter} holds {Count} images; {why}.", parameter);
    }
}
