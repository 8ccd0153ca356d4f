using BenchmarkDotNet.Attributes;
using Elbo.Compute.Simd;

namespace Elbo.Benchmarks;

/// <summary>The engine's functions of a vector, over the logits of a batch of 64 images.</summary>
public class ElementaryParts
{
    private const int Count = 64 * 784;

    private readonly Aligned from = new(Count), to = new(Count);

    [GlobalSetup]
    public unsafe void Fill()
    {
        for (var i = 0; i < Count; i++)
            from.Start[i] = 0.01f + 8f * i / Count;
    }

    [Benchmark]
    public void Exp() => Apply<ExpOf>();

    [Benchmark]
    public void Log() => Apply<LogOf>();

    [Benchmark]
    public void Sigmoid() => Apply<SigmoidOf>();

    private interface IFunction
    {
        static abstract V Of<V>(V x) where V : struct, ISimd<V>;
    }

    private void Apply<F>() where F : IFunction
    {
        switch (VectorWidth.Lanes)
        {
            case 16: Apply<F, Simd512>(); break;
            case 8: Apply<F, Simd256>(); break;
            default: Apply<F, Simd128>(); break;
        }
    }

    private unsafe void Apply<F, V>() where F : IFunction where V : struct, ISimd<V>
    {
        for (var i = 0; i < Count; i += V.Width)
            V.Store(F.Of(V.Load(from.Start + i)), to.Start + i);
    }

    private readonly struct ExpOf : IFunction
    {
        public static V Of<V>(V x) where V : struct, ISimd<V> => Elementary<V>.Exp(x);
    }

    private readonly struct LogOf : IFunction
    {
        public static V Of<V>(V x) where V : struct, ISimd<V> => Elementary<V>.Log(x);
    }

    private readonly struct SigmoidOf : IFunction
    {
        public static V Of<V>(V x) where V : struct, ISimd<V> => Elementary<V>.Sigmoid(x);
    }
}
