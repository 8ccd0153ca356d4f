using Elbo.Engine.Simd;

namespace Elbo.Engine;

/// <summary>What one layer leaves for the rest of the step: its output, that output transposed, its input where the slope needs it, and its gradient.</summary>
internal sealed unsafe class ActivationBuffer<V> where V : struct, ISimd<V>
{
    private readonly Aligned value, transposed, gradient;
    private readonly Aligned? input;

    /// <param name="features">Width of the layer.</param>
    /// <param name="batchStride">Floats from one feature to the next: the batch, padded.</param>
    /// <param name="keepsInput">True where the activation's slope needs what went in.</param>
    public ActivationBuffer(int features, int batchStride, bool keepsInput = false)
    {
        Features = features;
        Rows = Aligned.Up(features, Kernel<V>.RowPadding);
        TransposedStride = Aligned.Up(features, Kernel<V>.TileColumns);
        (value, gradient) = (new((long)Rows * batchStride), new((long)Rows * batchStride));
        // Rounded up, since rows are turned eight at a time.
        transposed = new((long)batchStride * TransposedStride + Kernel<V>.RowPadding);
        input = keepsInput ? new((long)Rows * batchStride) : null;
        BatchStride = batchStride;
    }

    public int Features { get; }

    /// <summary>Features, padded.</summary>
    public int Rows { get; }

    public int BatchStride { get; }

    /// <summary>Floats from one example of <see cref="Transposed"/> to the next.</summary>
    public int TransposedStride { get; }

    /// <summary>[features, batch].</summary>
    public float* Value => value.Start;

    /// <summary>[batch, features].</summary>
    public float* Transposed => transposed.Start;

    /// <summary>[features, batch].</summary>
    public float* Gradient => gradient.Start;

    /// <summary>[features, batch], or null.</summary>
    public float* Input => input is null ? null : input.Start;

    /// <summary>What the slope is computed from.</summary>
    public float* SlopeSource => input is null ? Value : Input;

    /// <summary>Transposed[b, r] = Value[r, b] for the rows of one thread and every column of the batch.</summary>
    public void Turn((int First, int End) rows, int batch)
    {
        for (var row = rows.First; row < rows.End; row += 8)
        {
            var kept = Math.Min(8, TransposedStride - row);
            for (var b = 0; b < batch; b++)
            {
                float* from = Value + (nint)row * BatchStride + b, to = Transposed + (nint)b * TransposedStride + row;
                if (kept == 8)
                {
                    to[0] = from[0];
                    to[1] = from[BatchStride];
                    to[2] = from[2 * BatchStride];
                    to[3] = from[3 * BatchStride];
                    to[4] = from[4 * BatchStride];
                    to[5] = from[5 * BatchStride];
                    to[6] = from[6 * BatchStride];
                    to[7] = from[7 * BatchStride];
                }
                else
                    for (var r = 0; r < kept; r++)
                        to[r] = from[(nint)r * BatchStride];
            }
        }
    }
}
