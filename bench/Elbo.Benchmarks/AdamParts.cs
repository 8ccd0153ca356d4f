using BenchmarkDotNet.Attributes;
using Elbo.Training;

namespace Elbo.Benchmarks;

/// <summary>Adam's pass over the weights of a layer 784 → 512, as the general engine does it.</summary>
public class AdamParts
{
    private const int Count = 784 * 512;

    private readonly float[] weight = new float[Count], gradient = new float[Count], first = new float[Count], second = new float[Count];

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < Count; i++)
            gradient[i] = 1e-3f * (i % 100 - 50);
    }

    [Benchmark]
    public void Update() => AdamPass.Update(weight, gradient, first, second, 0.9, 0.999, 1e-8, 1e-3, 0.9);
}
