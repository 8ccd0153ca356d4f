using BenchmarkDotNet.Attributes;
using Elbo.Compute.Engine;
using Elbo.Compute.Native;
using Elbo.Compute.Simd;
using Elbo.Training;
using TorchSharp;

namespace Elbo.Benchmarks;

/// <summary>The general engine's Adam over the weights of a layer 784 → 512, on all threads.</summary>
public class AdamParts
{
    private const int Count = 784 * 512;

    private readonly Aligned weight = new(Count), gradient = new(Count), first = new(Count), second = new(Count);
    private readonly AdamPass pass = new([Count]);

    [GlobalSetup]
    public unsafe void Fill()
    {
        Libtorch.Load();
        torch.set_num_threads(Environment.ProcessorCount);
        for (var i = 0; i < Count; i++)
            gradient.Start[i] = 1e-3f * (i % 100 - 50);
        pass.Memory[0] = new() { Weight = weight.Start, First = first.Start, Second = second.Start, Gradient = gradient.Start };
    }

    [Benchmark]
    public void Update() => pass.Update(new AdamStep(AdamRule.Usual, 1e-3, t: 1000));
}
