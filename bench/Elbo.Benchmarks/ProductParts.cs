using BenchmarkDotNet.Attributes;
using Elbo.Engine;
using Elbo.Engine.Simd;

namespace Elbo.Benchmarks;

/// <summary>The kernel's products on one thread, at the shapes of a layer 784 → 512 and batch 64, with an epilogue that only stores.</summary>
public class ProductParts
{
    private const int Inputs = 784, Outputs = 512, Batch = 64;

    // Whole tiles for every vector, and rows an odd number of cache lines apart, as the engine's layers have them.
    private const int Stride = Inputs + 16;

    private readonly Aligned weights = new(Outputs * Stride), x = new(Inputs * Batch), transposed = new(Batch * Stride), y = new(Outputs * Batch), result = new(Inputs * Stride);

    /// <summary>y = W x.</summary>
    [Benchmark]
    public unsafe void Forward() => Multiply(weights.Start, Stride, 1, x.Start, Batch, Outputs, Batch, Inputs);

    /// <summary>dx = Wᵀ dy.</summary>
    [Benchmark]
    public unsafe void Backward() => Multiply(weights.Start, 1, Stride, y.Start, Batch, Inputs, Batch, Outputs);

    /// <summary>dW = dy xᵀ.</summary>
    [Benchmark]
    public unsafe void WeightGradient() => Multiply(y.Start, Batch, 1, transposed.Start, Stride, Outputs, Stride, Batch);

    private unsafe void Multiply(float* a, nint rowStride, nint depthStride, float* b, nint bStride, int rows, int columns, int depth)
    {
        switch (MlpNetworks.Lanes)
        {
            case 16: Multiply<Simd512>(a, rowStride, depthStride, b, bStride, rows, columns, depth); break;
            case 8: Multiply<Simd256>(a, rowStride, depthStride, b, bStride, rows, columns, depth); break;
            default: Multiply<Simd128>(a, rowStride, depthStride, b, bStride, rows, columns, depth); break;
        }
    }

    private unsafe void Multiply<V>(float* a, nint rowStride, nint depthStride, float* b, nint bStride, int rows, int columns, int depth)
        where V : struct, ISimd<V>
    {
        var store = new Store<V>(result.Start);
        Kernel<V>.Multiply(a, rowStride, depthStride, b, bStride, (0, rows), (0, columns), depth, ref store);
    }

    private readonly unsafe struct Store<V>(float* to) : IEpilogue<V> where V : struct, ISimd<V>
    {
        public void Begin(int row, int column)
        {
        }

        public void Strip(int row, int column, V left, V right)
        {
            V.Store(left, to + (nint)row * Stride + column);
            V.Store(right, to + (nint)row * Stride + column + V.Width);
        }
    }
}
