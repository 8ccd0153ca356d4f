using Elbo.Compute.Randomness;
using static TorchSharp.torch;

namespace Elbo.Data;

/// <summary>Turns examples into batches of float tensors: bytes of images are scaled to [0, 1] and binarized, rows of a table encoded.</summary>
/// <param name="examples">The examples.</param>
/// <param name="binarization">How input and target are made from the grey values.</param>
/// <param name="random">The stream for dynamic binarization; the row is the example's index.</param>
/// <param name="device">Where the batches are needed.</param>
/// <param name="drop">The probability that a condition becomes any, and the stream that decides; null for none.</param>
internal sealed class Batches(ExampleSet examples, Binarization binarization, Philox random, Device device, (double Rate, Philox Random)? drop = null)
{
    /// <summary>The examples at <paramref name="indices"/>, in that order. The tensors belong to the caller's dispose scope.</summary>
    /// <returns>Input, shape [B, D], and target, of the same shape for images and [B, C] for the rows of a table with C columns.</returns>
    public Batch Gather(ReadOnlySpan<int> indices) => Gather(indices, examples.Allocate(indices.Length, binarization));

    /// <summary>Gathers a batch in reused CPU tensors.</summary>
    /// <param name="indices">The examples.</param>
    /// <param name="into">Made by <see cref="ExampleSet.Allocate"/> for at least that many examples; overwritten.</param>
    /// <returns>Input and target, on the device; on the CPU they share the memory of <paramref name="into"/>.</returns>
    internal Batch Gather(ReadOnlySpan<int> indices, Batch into)
    {
        examples.Fill(indices, binarization, random, into);
        var input = into.Input.narrow(0, 0, indices.Length).to(device);
        var batch = new Batch(input, ReferenceEquals(into.Input, into.Target) ? input : into.Target.narrow(0, 0, indices.Length).to(device));
        if (examples.Conditions?.Select(indices.ToArray()) is not { } given)
            return batch;
        if (drop is { } some)
            given.Drop(some.Rate, some.Random, indices);
        return batch with { Condition = given.On(device), Labels = given.Labels is { } labels ? tensor(labels).to(device) : null };
    }
}
