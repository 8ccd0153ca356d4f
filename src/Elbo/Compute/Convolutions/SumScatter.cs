using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Convolutions;

/// <summary>From the gradients of sums of positions to that of each position, [outputs, inputs, kernel, kernel].</summary>
internal sealed unsafe class SumScatter(ConvShape shape, float* sums, float* gradient) : IVectorLoop
{
    /// <summary>A sum and a position that it adds.</summary>
    private readonly (int Sum, int Position)[] parts =
    [
        .. from row in shape.Rows.Sums.Index()
           from column in shape.Columns.Sums.Index()
           from y in row.Item
           from x in column.Item
           select (row.Index * shape.Columns.Sums.Length + column.Index, y * shape.Kernel + x),
    ];

    public void Run() => VectorLoop.Run(this, Aligned.Up(shape.Outputs, 2 * VectorWidth.Lanes) / (2 * VectorWidth.Lanes), least: 1);

    public void Run<V>(int first, int end) where V : struct, ISimd<V>
    {
        for (var strip = first; strip < end; strip++)
            Strip<V>(strip);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Strip<V>(int strip) where V : struct, ISimd<V>
    {
        var width = 2 * V.Width;
        var sumLength = (nint)shape.Inputs * Aligned.Up(shape.Outputs, width);
        var from = sums + (nint)strip * shape.Inputs * width;
        var (positions, valid) = (shape.Positions, Math.Min(width, shape.Outputs - strip * width));
        var output = (nint)shape.Inputs * positions;
        var to = gradient + strip * width * output;
        var totals = stackalloc float[positions * width];
        for (var input = 0; input < shape.Inputs; input++, from += width, to += positions)
        {
            new Span<float>(totals, positions * width).Clear();
            foreach (var (sum, position) in parts)
            {
                float* part = from + sum * sumLength, total = totals + position * width;
                V.Store(V.Load(total) + V.Load(part), total);
                V.Store(V.Load(total + V.Width) + V.Load(part + V.Width), total + V.Width);
            }
            for (var o = 0; o < valid; o++)
                for (var position = 0; position < positions; position++)
                    to[o * output + position] = totals[position * width + o];
        }
    }
}
