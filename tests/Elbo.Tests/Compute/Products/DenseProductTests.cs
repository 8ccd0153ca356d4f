using Elbo.Compute.Products;
using Elbo.Compute.Simd;

namespace Elbo.Tests.Compute.Products;

public sealed unsafe class DenseProductTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 40, 7)]
    [InlineData(8, 32, 16)]
    [InlineData(13, 33, 5)]
    [InlineData(129, 70, 31)]
    [InlineData(300, 31, 64)]
    public void Run_AnySize_IsTheSumOfProducts(int rows, int columns, int depth)
    {
        const int Further = 3;
        float[] a = Numbers(rows * depth, 1), b = Numbers(depth * columns, 2), bias = Numbers(columns, 3);
        float[] turned = [.. from c in Enumerable.Range(0, columns) from d in Enumerable.Range(0, depth) select b[d * columns + c]];
        foreach (var isTurned in new[] { false, true })
            foreach (var hasBias in new[] { false, true })
            {
                var c = Enumerable.Repeat(float.NaN, rows * (columns + Further)).ToArray();
                fixed (float* pa = a, pb = isTurned ? turned : b, pc = c, pBias = bias)
                {
                    var right = isTurned ? new MatrixView(pb, depth).Transposed : new MatrixView(pb, columns);
                    new DenseProduct(new(pa, depth), right, new(pc, columns + Further), hasBias ? pBias : null, rows, columns, depth).Run();
                }
                for (var row = 0; row < rows; row++)
                    for (var column = 0; column < columns + Further; column++)
                    {
                        var expected = column >= columns ? double.NaN
                            : Enumerable.Range(0, depth).Sum(d => (double)a[row * depth + d] * b[d * columns + column]) + (hasBias ? bias[column] : 0);
                        Assert.Equal(expected, c[row * (columns + Further) + column], 1e-5);
                    }
            }
    }

    [Fact]
    public void Run_EachVectorWidth_AgreesWithTheOthers()
    {
        const int Rows = 21, Columns = 45, Depth = 19;
        float[] a = Numbers(Rows * Depth, 1), b = Numbers(Depth * Columns, 2);
        float[] Product(Action<DenseProduct> run)
        {
            var c = new float[Rows * Columns];
            fixed (float* pa = a, pb = b, pc = c)
                run(new(new(pa, Depth), new(pb, Columns), new(pc, Columns), null, Rows, Columns, Depth));
            return c;
        }
        var narrow = Product(product => product.Run<Simd128>(0, (Columns + 7) / 8));
        var wide = Product(product => product.Run<Simd256>(0, (Columns + 15) / 16));
        var widest = Product(product => product.Run<Simd512>(0, (Columns + 31) / 32));
        Assert.All(Enumerable.Range(0, Rows * Columns), i => Assert.Equal(narrow[i], wide[i], 1e-5f));
        Assert.All(Enumerable.Range(0, Rows * Columns), i => Assert.Equal(narrow[i], widest[i], 1e-5f));
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
