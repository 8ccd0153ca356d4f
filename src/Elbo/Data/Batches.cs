using System.Runtime.InteropServices;
using Elbo.Randomness;
using TorchSharp;
using static TorchSharp.torch;

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
                    PixelValues.Grey(images.Image(indices[i]), values.Slice(i * size, size));
                return Same(input);

            case Binarization.Threshold:
                var target = torch.empty(indices.Length, size);
                var targets = Values(target);
                for (var i = 0; i < indices.Length; i++)
                {
                    var image = images.Image(indices[i]);
                    PixelValues.Grey(image, values.Slice(i * size, size));
                    PixelValues.Threshold(image, targets.Slice(i * size, size));
                }
                return new(input.to(device), target.to(device));

            case Binarization.Dynamic:
                var bits = new uint[size];
                for (var i = 0; i < indices.Length; i++)
                {
                    random.FillBits(indices[i], bits);
                    PixelValues.Draw(images.Image(indices[i]), bits, values.Slice(i * size, size));
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
}
