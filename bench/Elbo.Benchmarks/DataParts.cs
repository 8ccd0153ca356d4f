using BenchmarkDotNet.Attributes;
using Elbo.Data;
using Elbo.Randomness;

namespace Elbo.Benchmarks;

/// <summary>What a batch of 64 MNIST images costs before the first product: pixels and noise.</summary>
public class DataParts
{
    private const int Batch = 64, Latents = 20;

    private readonly ImageSet images = Datasets.Load("mnist").Train;
    private readonly int[] order = Shuffle.Permutation(60_000, seed: 0, epoch: 1);
    private readonly float[] pixels = new float[Batch * 784];
    private readonly float[] noise = new float[Latents];
    private int at;

    /// <summary>Bytes of a batch's images, in random order, to grey values.</summary>
    [Benchmark]
    public void Gather()
    {
        at = (at + Batch) % (order.Length - Batch);
        for (var i = 0; i < Batch; i++)
            PixelValues.Grey(images.Image(order[at + i]), pixels.AsSpan(i * 784, 784));
    }

    /// <summary>eps of a batch: 64 rows of 20 normal numbers.</summary>
    [Benchmark]
    public void Normals()
    {
        var random = new Philox(0, RandomStream.TrainingNoise, 1);
        for (var row = 0; row < Batch; row++)
            random.FillNormal(row, noise);
    }
}
