using Elbo.Native;
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
    public Batch Gather(ReadOnlySpan<int> indices) => Gather(indices, Allocate(indices.Length, images.Shape, binarization));

    /// <summary>The same, by way of tensors on the CPU that are used again and again.</summary>
    /// <param name="indices">The examples.</param>
    /// <param name="into">Made by <see cref="Allocate"/> for at least as many examples; overwritten.</param>
    /// <returns>Input and target, on the device; on the CPU they share the memory of <paramref name="into"/>.</returns>
    internal unsafe Batch Gather(ReadOnlySpan<int> indices, Batch into)
    {
        new PixelLoop(images, binarization, random, indices.ToArray(), into.Input.Singles(), into.Target.Singles()).Run();
        var input = into.Input.narrow(0, 0, indices.Length).to(device);
        return new(input, binarization == Binarization.Threshold ? into.Target.narrow(0, 0, indices.Length).to(device) : input);
    }

    /// <summary>Input and target on the CPU, one and the same tensor where the binarization makes them equal.</summary>
    internal static Batch Allocate(int examples, ImageShape shape, Binarization binarization)
    {
        var input = torch.empty(examples, shape.Size);
        return new(input, binarization == Binarization.Threshold ? torch.empty(examples, shape.Size) : input);
    }
}
