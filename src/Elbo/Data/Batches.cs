using System.Runtime.InteropServices;
using Elbo.Randomness;
using TorchSharp;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Elbo.Data;

/// <summary>Turns images, kept as bytes, into batches of float tensors: gathers, scales to [0, 1] and binarizes.</summary>
/// <param name="images">The images.</param>
/// <param name="binarization">How input and target are made from the grey values.</param>
/// <param name="random">The stream for dynamic binarization; the row is the example's index.</param>
/// <param name="device">Where the batches are needed.</param>
public sealed class Batches(ImageSet images, Binarization binarization, Philox random, Device device)
{
    /// <summary>The examples at <paramref name="indices"/>, in that order. The tensors belong to the caller's dispose scope.</summary>
    /// <returns>Input and target, shape [B, D] each.</returns>
    public Batch Gather(ReadOnlySpan<int> indices)
    {
        var size = images.Shape.Size;
        var input = torch.empty(indices.Length, size);
        var values = Values(input);
        switch (binarization)
        {
            case Binarization.None:
                for (var i = 0; i < indices.Length; i++)
                    Grey(images.Image(indices[i]), values.Slice(i * size, size));
                return Same(input);

            case Binarization.Threshold:
                var target = torch.empty(indices.Length, size);
                var targets = Values(target);
                for (var i = 0; i < indices.Length; i++)
                {
                    var image = images.Image(indices[i]);
                    Grey(image, values.Slice(i * size, size));
                    Threshold(image, targets.Slice(i * size, size));
                }
                return new(input.to(device), target.to(device));

            case Binarization.Dynamic:
                var bits = new uint[size];
                for (var i = 0; i < indices.Length; i++)
                {
                    random.FillBits(indices[i], bits);
                    Draw(images.Image(indices[i]), bits, values.Slice(i * size, size));
                }
                return Same(input);

            default:
                throw new ArgumentOutOfRangeException(nameof(indices), binarization, "Unknown binarization.");
        }
    }

    private Batch Same(Tensor tensor)
    {
        var moved = tensor.to(device);
        return new(moved, moved);
    }

    private static Span<float> Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private static void Grey(ReadOnlySpan<byte> image, Span<float> into)
    {
        TensorPrimitives.ConvertTruncating(image, into);
        TensorPrimitives.Multiply(into, 1f / 255, into);
    }

    private static void Threshold(ReadOnlySpan<byte> image, Span<float> into)
    {
        for (var i = 0; i < image.Length; i++)
            into[i] = image[i] > 127 ? 1 : 0; // grey > 0.5 is byte > 127.5
    }

    /// <summary>1 with probability byte / 255: a 32-bit word is below byte · 2³² / 255. 0 never and 255 always gives 1.</summary>
    private static void Draw(ReadOnlySpan<byte> image, ReadOnlySpan<uint> bits, Span<float> into)
    {
        for (var i = 0; i < image.Length; i++)
            into[i] = (ulong)bits[i] * 255 < (ulong)image[i] << 32 ? 1 : 0;
    }
}
