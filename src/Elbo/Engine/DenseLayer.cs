using Elbo.Engine.Epilogues;
using Elbo.Engine.Simd;

namespace Elbo.Engine;

/// <summary>
/// A dense layer, y = W x + b, with Adam's moments. Weights lie as in nn.Linear, [outputs, inputs], with padded rows; activations
/// are [features, batch]. Padding is zero and stays zero.
/// </summary>
internal sealed unsafe class DenseLayer<V> where V : struct, ISimd<V>
{
    /// <summary>Columns of a batch that pass together: their part of the activations stays in the second-level cache.</summary>
    public const int BlockColumns = 128;

    private readonly Aligned weights;
    private readonly Aligned moments;
    private readonly Aligned biases;

    public DenseLayer(int inputs, int outputs)
    {
        (Inputs, Outputs) = (inputs, outputs);
        Rows = Aligned.Up(outputs, Kernel<V>.RowPadding);
        Columns = Aligned.Up(inputs, Kernel<V>.TileColumns);
        // An odd number of cache lines: rows then do not fall onto the same sets of the cache.
        Stride = Columns % 32 == 0 && Columns > 32 ? Columns + 16 : Columns;
        weights = new((long)Rows * Stride);
        moments = new((long)Rows * Columns * 2);
        biases = new(Rows * 3L);
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>Outputs, padded.</summary>
    public int Rows { get; }

    /// <summary>Inputs, padded.</summary>
    public int Columns { get; }

    /// <summary>Floats from one row of W to the next.</summary>
    public nint Stride { get; }

    public float* W => weights.Start;

    public float* B => biases.Start;

    private float* BiasFirst => biases.Start + Rows;

    private float* BiasSecond => biases.Start + 2 * Rows;

    /// <summary>y = W x for the rows of one thread; x is [Inputs, batch].</summary>
    public void Forward<E>(float* x, nint batchStride, int batch, (int First, int End) rows, ref E epilogue) where E : struct, IEpilogue<V>
    {
        for (var c = 0; c < batch; c += BlockColumns)
            ForwardBlock(x, batchStride, (c, Math.Min(batch, c + BlockColumns)), rows, ref epilogue);
    }

    /// <summary>The same for some columns of the batch.</summary>
    public void ForwardBlock<E>(float* x, nint batchStride, (int First, int End) columns, (int First, int End) rows, ref E epilogue) where E : struct, IEpilogue<V> =>
        Kernel<V>.Multiply(W, Stride, 1, x, batchStride, rows, columns, Inputs, ref epilogue);

    /// <summary>dx = Wᵀ dy for the rows of one thread; dy is [Outputs, batch].</summary>
    public void Backward<E>(float* dy, nint batchStride, int batch, (int First, int End) rows, ref E epilogue) where E : struct, IEpilogue<V>
    {
        for (var c = 0; c < batch; c += BlockColumns)
            Kernel<V>.Multiply(W, 1, Stride, dy, batchStride, rows, (c, Math.Min(batch, c + BlockColumns)), Outputs, ref epilogue);
    }

    /// <summary>dW = dy xᵀ for the rows of one thread, straight into Adam; xT is [batch, Columns].</summary>
    public void Learn(float* dy, nint batchStride, float* xT, nint xStride, int examples, (int First, int End) rows, AdamStep adam)
    {
        var update = new AdamUpdate<V>(W, Stride, moments.Start, Columns, adam);
        Kernel<V>.Multiply(dy, batchStride, 1, xT, xStride, rows, (0, Columns), examples, ref update);
        for (var row = rows.First; row < Math.Min(rows.End, Outputs); row++)
        {
            var gradient = 0f;
            for (var b = 0; b < examples; b++)
                gradient += dy[row * batchStride + b];
            adam.Update(ref B[row], ref BiasFirst[row], ref BiasSecond[row], gradient);
        }
    }

    /// <summary>Copies rows out of, or into, plain row-major arrays: weights [rows, Inputs] and biases [rows] with both their moments.</summary>
    /// <param name="firstRow">Where these outputs begin, for layers that join several modules.</param>
    /// <param name="plain">Weight and bias; with moments, first and second of each.</param>
    /// <param name="load">True copies into the layer.</param>
    public void Exchange(int firstRow, PlainLayer plain, bool load)
    {
        var rows = plain.Bias.Length;
        for (var r = 0; r < rows; r++)
        {
            var row = firstRow + r;
            for (var c = 0; c < Inputs; c++)
            {
                Move(ref W[row * Stride + c], ref plain.Weight[r * Inputs + c], load);
                if (plain.HasMoments)
                {
                    var first = FirstMoment(row, c);
                    Move(ref *first, ref plain.WeightFirst[r * Inputs + c], load);
                    Move(ref first[Kernel<V>.TileColumns], ref plain.WeightSecond[r * Inputs + c], load);
                }
            }
            Move(ref B[row], ref plain.Bias[r], load);
            if (plain.HasMoments)
            {
                Move(ref BiasFirst[row], ref plain.BiasFirst[r], load);
                Move(ref BiasSecond[row], ref plain.BiasSecond[r], load);
            }
        }
    }

    /// <summary>The moments lie in the order in which tiles are visited: for each strip, both first-moment vectors, then both second.</summary>
    private float* FirstMoment(int row, int column)
    {
        var tileColumns = Kernel<V>.TileColumns;
        var strip = ((nint)(row / V.TileRows) * (Columns / tileColumns) + column / tileColumns) * V.TileRows + row % V.TileRows;
        return moments.Start + strip * 2 * tileColumns + column % tileColumns;
    }

    private static void Move(ref float inside, ref float outside, bool load)
    {
        if (load)
            inside = outside;
        else
            outside = inside;
    }
}
