using BenchmarkDotNet.Attributes;
using Elbo.Compute.Engine;
using Elbo.Compute.Simd;

namespace Elbo.Benchmarks;

/// <summary>The kernel's products on one thread, at the shapes of a layer 784 → 512 and batch 64, with an epilogue that only stores.</summary>
public class ProductParts
{
    private const int Inputs = 784, Outputs = 512, Batch = 64;

    // Whole tiles for every vector, and rows an odd number of cache lines apart, like the engine's layers.
    private static readonly int Columns = Aligned.Up(Inputs, 32), Stride = Aligned.RowStride(Columns), BatchStride = Aligned.RowStride(Batch);

    private readonly Aligned weights = new(Outputs * Stride), x = new(Inputs * BatchStride), transposed = new(Batch * Stride);
    private readonly Aligned y = new(Outputs * BatchStride), result = new(Inputs * Stride);

    /// <summary>y = W x.</summary>
    [Benchmark]
    public unsafe void Forward() => Multiply(
        new()
        {
            A = weights.Start,
            RowStride = Stride,
            DepthStride = 1,
            B = x.Start,
            BStride = BatchStride,
            Depth = Inputs,
            PanelDepth = Inputs,
            Streams = true,
        },
        Outputs, Batch);

    /// <summary>dx = Wᵀ dy.</summary>
    [Benchmark]
    public unsafe void Backward() => Multiply(
        new()
        {
            A = weights.Start,
            RowStride = 1,
            DepthStride = Stride,
            B = y.Start,
            BStride = BatchStride,
            Depth = Outputs,
            PanelDepth = Outputs,
            Streams = true,
        },
        Inputs, Batch);

    /// <summary>dW = dy xᵀ.</summary>
    [Benchmark]
    public unsafe void WeightGradient() => Multiply(
        new() { A = y.Start, RowStride = BatchStride, DepthStride = 1, B = transposed.Start, BStride = Stride, Depth = Batch, PanelDepth = Batch },
        Outputs, Columns);

    private void Multiply(Operands operands, int rows, int columns)
    {
        switch (VectorWidth.Lanes)
        {
            case 16: Multiply<Simd512>(operands, rows, columns); break;
            case 8: Multiply<Simd256>(operands, rows, columns); break;
            default: Multiply<Simd128>(operands, rows, columns); break;
        }
    }

    private unsafe void Multiply<V>(Operands operands, int rows, int columns) where V : struct, ISimd<V>
    {
        var store = new Store<V>(result.Start);
        Kernel<V>.Multiply(operands, rows, columns, new(new(threads: 1), thread: 0), ref store);
    }

    private readonly unsafe struct Store<V>(float* to) : IEpilogue<V> where V : struct, ISimd<V>
    {
        public void Expect(int row, int column)
        {
        }

        public void Begin(int row, int column)
        {
        }

        public void End(int row, int column)
        {
        }

        public void Strip(int row, int column, V left, V right)
        {
            V.Store(left, to + (nint)row * Stride + column);
            V.Store(right, to + (nint)row * Stride + column + V.Width);
        }
    }
}
