using BenchmarkDotNet.Attributes;
using Elbo.Data;
using Elbo.Native;
using Elbo.Randomness;
using TorchSharp;

namespace Elbo.Benchmarks;

/// <summary>What a batch of 64 MNIST images costs the general engine before the first product: pixels and noise.</summary>
public class DataParts
{
    private const int Batch = 64, Latents = 20;

    private readonly float[] noise = new float[Latents];
    private Batches? batches;
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
        memory = Batches.Allocate(Batch, images.Shape, Binarization.Threshold);
    }

    /// <summary>Bytes of a batch's images, in random order, to grey values and targets, on all threads.</summary>
    [Benchmark]
    public void Gather()
    {
        using var scope = torch.NewDisposeScope();
        at = (at + Batch) % (order.Length - Batch);
        batches!.Gather(order.AsSpan(at, Batch), memory);
    }

    /// <summary>eps of a batch: 64 rows of 20 normal numbers, on one thread.</summary>
    [Benchmark]
    public void Normals()
    {
        var random = new Philox(0, RandomStream.TrainingNoise, 1);
        for (var row = 0; row < Batch; row++)
            random.FillNormal(row, noise);
    }
}
