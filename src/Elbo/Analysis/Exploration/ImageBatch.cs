using Elbo.Data;

namespace Elbo.Analysis.Exploration;

/// <summary>Images of one shape with values 0…1, such as means of p(x given z); what the figures draw.</summary>
public sealed record ImageBatch
{
    /// <summary>Takes the pixels over; nothing is copied.</summary>
    /// <param name="shape">The shape of each image; 1 or 3 channels.</param>
    /// <param name="pixels">All images one after the other, shape [N, C, H, W]; drawn clamped to 0…1.</param>
    /// <exception cref="ArgumentException">The channels are neither 1 nor 3, or the pixels are no whole number of images.</exception>
    public ImageBatch(ImageShape shape, ReadOnlyMemory<float> pixels)
    {
        if (shape.Channels is not (1 or 3))
            throw new ArgumentException($"The images have {shape.Channels} channels; figures draw 1 (grey) or 3 (colour).", nameof(shape));
        if (shape.Size <= 0 || pixels.Length % shape.Size != 0)
            throw new ArgumentException($"{pixels.Length} values are no whole number of images of {shape} ({shape.Size} values each).", nameof(pixels));
        (Shape, Pixels) = (shape, pixels);
    }

    /// <summary>The shape of each image.</summary>
    public ImageShape Shape { get; }

    /// <summary>Every value, shape [N, C, H, W].</summary>
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

    internal void Need(int count, string parameter, string why)
    {
        if (Count < count || count == 0)
            throw new ArgumentException($"{parameter} holds {Count} images; {why}.", parameter);
    }
}
