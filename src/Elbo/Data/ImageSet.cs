using System.Security.Cryptography;
using Elbo.Native;
using Elbo.Randomness;
using TorchSharp;

namespace Elbo.Data;

/// <summary>Images of one shape, kept as bytes (0…255) in memory, with an optional label each.</summary>
public sealed class ImageSet : ExampleSet
{
    private readonly ReadOnlyMemory<byte> pixels;
    private readonly ReadOnlyMemory<byte>? labels;

    /// <summary>Takes the images over; nothing is copied.</summary>
    /// <param name="shape">The shape of each image.</param>
    /// <param name="pixels">All images one after the other, each in C, H, W order; its length is a multiple of <c>shape.Size</c>.</param>
    /// <param name="labels">One label (0…255) an image, or null.</param>
    /// <exception cref="DataException">The lengths do not fit each other.</exception>
    public ImageSet(ImageShape shape, ReadOnlyMemory<byte> pixels, ReadOnlyMemory<byte>? labels = null)
    {
        if (shape.Size <= 0 || pixels.Length % shape.Size != 0)
            throw new DataException($"{pixels.Length} bytes are no whole number of images of {shape} ({shape.Size} bytes each).");
        var count = pixels.Length / shape.Size;
        if (labels is { Length: 0 })
            labels = null; // a null array converts to an empty memory
        if (labels is { } given && given.Length != count)
            throw new DataException($"There are {count} images but {given.Length} labels; each image needs one label.");
        (Shape, Count, this.pixels, this.labels) = (shape, count, pixels, labels);
    }

    /// <summary>The shape of each image.</summary>
    public override ImageShape Shape { get; }

    /// <summary>The number of images, N.</summary>
    public override int Count { get; }

    /// <summary>Every pixel, shape [N, C, H, W], row-major.</summary>
    public ReadOnlySpan<byte> Pixels => pixels.Span;

    /// <summary>True where every image has a label.</summary>
    public bool HasLabels => labels is not null;

    /// <summary>The labels, shape [N]; empty where there are none.</summary>
    public ReadOnlySpan<byte> Labels => labels is { } given ? given.Span : default;

    /// <summary>The pixels of one image, shape [C, H, W].</summary>
    public ReadOnlySpan<byte> Image(int index) => Pixels.Slice(index * Shape.Size, Shape.Size);

    /// <summary>The images <paramref name="start"/> … <paramref name="start"/> + <paramref name="count"/> − 1, without copying.</summary>
    public ImageSet Slice(int start, int count) =>
        new(Shape, pixels.Slice(start * Shape.Size, count * Shape.Size), labels?.Slice(start, count));

    /// <summary>The same images, with these labels; nothing is copied.</summary>
    /// <param name="given">One label (0…255) an image, shape [N].</param>
    /// <exception cref="DataException">Their number differs from that of the images.</exception>
    public ImageSet WithLabels(ReadOnlyMemory<byte> given) => new(Shape, pixels, given);

    /// <summary>Holds the last images out, without copying: the same ones every time.</summary>
    /// <param name="count">Images to hold out, at least 1 and fewer than there are.</param>
    /// <returns>The images before them, and the last <paramref name="count"/>.</returns>
    /// <exception cref="DataException"><paramref name="count"/> leaves no image on one side.</exception>
    public (ImageSet First, ImageSet Last) HoldOut(int count) => count >= 1 && count < Count
        ? (Slice(0, Count - count), Slice(Count - count, count))
        : throw new DataException($"{count} images to hold out of {Count}; at least 1 must be held out and at least 1 left. "
            + $"{(Count > 1 ? $"Choose a number from 1 to {Count - 1}." : "Give more images.")}");

    /// <summary>The images at <paramref name="indices"/>, copied, in that order.</summary>
    public ImageSet Select(IReadOnlyList<int> indices)
    {
        var chosen = new byte[indices.Count * Shape.Size];
        for (var i = 0; i < indices.Count; i++)
            Image(indices[i]).CopyTo(chosen.AsSpan(i * Shape.Size));
        return new(Shape, chosen, labels is { } given ? indices.Select(index => given.Span[index]).ToArray() : null);
    }

    /// <summary>The mean image, grey values in [0, 1], shape [D].</summary>
    public double[] Mean()
    {
        var sums = new long[Shape.Size];
        for (var i = 0; i < Count; i++)
        {
            var image = Image(i);
            for (var pixel = 0; pixel < sums.Length; pixel++)
                sums[pixel] += image[pixel];
        }
        return [.. sums.Select(sum => sum / (255.0 * Count))];
    }

    /// <summary>SHA-256 over the pixels, in lower-case hexadecimal: the same images give the same fingerprint whatever file they came
    /// from.</summary>
    public override string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(Pixels));

    internal override Batch Allocate(int examples, Binarization binarization)
    {
        var input = torch.empty(examples, Shape.Size);
        return new(input, binarization == Binarization.Threshold ? torch.empty(examples, Shape.Size) : input);
    }

    internal override unsafe void Fill(ReadOnlySpan<int> indices, Binarization binarization, Philox random, Batch into) =>
        new PixelLoop(this, binarization, random, indices.ToArray(), into.Input.Singles(), into.Target.Singles()).Run();

    internal override ExampleSet Part(int start, int count) => Slice(start, count);
}
