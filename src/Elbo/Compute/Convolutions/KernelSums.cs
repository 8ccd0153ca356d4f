using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Convolutions;

/// <summary>
/// The weights of a convolution, [outputs, inputs, kernel, kernel], as products read them: for each sum of positions and each strip of
/// columns [depth][strip]. Forward, columns are the outputs and depth the inputs; backward the other way round.
/// </summary>
internal sealed unsafe class KernelSums(ConvShape shape, float* weights, float* to, bool isBackward) : IVectorLoop
{
    private readonly int[][] rows = shape.Rows.Sums, columns = shape.Columns.Sums;
    private readonly int depth = isBackward ? shape.Outputs : shape.Inputs, width = isBackward ? shape.Inputs : shape.Outputs;
    private readonly nint output = (nint)shape.Inputs * shape.Positions, input = shape.Positions;

    /// <summary>Floats that <paramref name="isBackward"/> needs on this processor.</summary>
    public static long Length(ConvShape shape, bool isBackward)
    {
        var (depth, width) = isBackward ? (shape.Outputs, shape.Inputs) : (shape.Inputs, shape.Outputs);
        return (long)shape.Rows.Sums.Length * shape.Columns.Sums.Length * depth * Aligned.Up(width, 2 * VectorWidth.Lanes);
    }

    public void Run() => VectorLoop.Run(this, rows.Length * columns.Length * (Aligned.Up(width, 2 * VectorWidth.Lanes) / (2 * VectorWidth.Lanes)), least: 2);

    public void Run<V>(int first, int end) where V : struct, ISimd<V>
    {
        var strip = 2 * V.Width;
        var strips = (width + strip - 1) / strip;
        var positions = stackalloc int[shape.Positions];
        for (var unit = first; unit < end; unit++)
        {
            var (sum, column) = (unit / strips, unit % strips * strip);
            var count = 0;
            foreach (var row in rows[sum / columns.Length])
                foreach (var at in columns[sum % columns.Length])
                    positions[count++] = row * shape.Kernel + at;
            var valid = Math.Min(strip, width - column);
            var (columnStride, depthStride) = isBackward ? (input, output) : (output, input);
            Pack(weights + column * columnStride, columnStride, depthStride, positions, count, to + (nint)unit * depth * strip, valid, strip);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(float* from, nint columnStride, nint depthStride, int* positions, int count, float* target, int valid, int strip)
    {
        for (var d = 0; d < depth; d++, from += depthStride, target += strip)
        {
            var at = from;
            for (var c = 0; c < valid; c++, at += columnStride)
            {
                var sum = at[positions[0]];
                for (var i = 1; i < count; i++)
                    sum += at[positions[i]];
                target[c] = sum;
            }
            for (var c = valid; c < strip; c++)
                target[c] = 0;
        }
    }
}
