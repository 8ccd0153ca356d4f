using BenchmarkDotNet.Attributes;
using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data;
using TorchSharp;

namespace Elbo.Benchmarks;

/// <summary>The cost of a batch of 64 MNIST images before the first product: pixels, and random numbers on one thread.</summary>
public class DataParts
{
    private const int Batch = 64, Latents = 20, Pixels = 784;

    private readonly float[] noise = new float[Latents];
    private readonly uint[] bits = new uint[Pixels];
    private Batches? batches;
    private Batches? drawn;
    private Batch memory;
    private int[] order = [];
    private int at;

    [GlobalSetup]
    public void Load()
    {
        Libtorch.Load();
        torch.set_num_threads(Environment.ProcessorCount);
        var images = Datasets.Load("mnist").Train;
        order = Shuffle.Permutation(images.Count, seed: 0, epoch: 1);
        batches = new(images, Binarization.Threshold, new Philox(0, RandomStream.TrainingBinarization, 1), torch.CPU);
        drawn = new(images, Binarization.Dynamic, new Philox(0, RandomStream.TrainingBinarization, 1), torch.CPU);
        memory = images.Allocate(Batch, Binarization.Threshold);
    }

    /// <summary>Bytes of a batch's images, in random order, to grey values and targets, on all threads.</summary>
    [Benchmark]
    public void Gather() => Gather(batches!);

    /// <summary>The bytes to targets with a draw for each pixel, on all threads.</summary>
    [Benchmark]
    public void GatherDynamic() => Gather(drawn!);

    /// <summary>The words of a batch's draws: 64 rows of 784.</summary>
    [Benchmark]
    public void Words()
    {
        var random = new Philox(0, RandomStream.TrainingBinarization, 1);
        for (var row = 0; row < Batch; row++)
            random.FillBits(row, bits);
    }

    /// <summary>eps of a batch: 64 rows of 20 normal numbers.</summary>
    [Benchmark]
    public void Normals()
    {
        var random = new Philox(0, RandomStream.TrainingNoise, 1);
        for (var row = 0; row < Batch; row++)
            random.FillNormal(row, noise);
    }

    private void Gather(Batches from)
    {
        using var scope = torch.NewDisposeScope();
        at = (at + Batch) % (order.Length - Batch);
        from.Gather(order.AsSpan(at, Batch), memory);
    }
}
