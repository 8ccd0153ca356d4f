using Elbo.Compute.Engine.Epilogues;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>A dense layer, y = W x + b, with Adam's moments. Weights are laid out as in nn.Linear, [outputs, inputs], with padded rows; activations are
/// [features, batch], in panels. Padding is zero and stays zero.</summary>
internal sealed unsafe class DenseLayer<V> where V : struct, ISimd<V>
{
    private readonly Aligned weights;
    private readonly Aligned moments;
    private readonly Aligned biases;

    /// <param name="inputs">Width of x.</param>
    /// <param name="outputs">Width of y.</param>
    /// <param name="learns">False leaves the moments out.</param>
    public DenseLayer(int inputs, int outputs, bool learns = true)
    {
        (Inputs, Outputs) = (inputs, outputs);
        Rows = Aligned.Up(outputs, Kernel<V>.RowPadding);
        Columns = Aligned.Up(inputs, Kernel<V>.TileColumns);
        Stride = Aligned.RowStride(Columns);
        weights = new((long)Rows * Stride);
        moments = new(learns ? (long)Rows * Columns * 2 : 0);
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

    /// <summary>Floats of a kept gradient: that of the weights strip by strip, then that of the biases; whole cache lines.</summary>
    public int GradientLength => Aligned.Up(checked(Rows * Columns + Rows), 16);

    public float* W => weights.Start;

    public float* B => biases.Start;

    private float* BiasFirst => biases.Start + Rows;

    private float* BiasSecond => biases.Start + 2 * Rows;

    /// <summary>y = W x; x is a panel, [Inputs, columns].</summary>
    public void Forward<E>(float* x, nint stride, int columns, Claimant claimant, ref E epilogue) where E : struct, IEpilogue<V>
    {
        var operands = new Operands
        {
            A = W,
            RowStride = Stride,
            DepthStride = 1,
            B = x,
            BStride = stride,
            Depth = Inputs,
            PanelDepth = Inputs,
            Streams = true,
        };
        Kernel<V>.Multiply(operands, Rows, columns, claimant, ref epilogue);
    }

    /// <summary>dx = Wᵀ dy; dy is a panel, [Outputs, columns].</summary>
    public void Backward<E>(float* dy, nint stride, int columns, int rows, Claimant claimant, ref E epilogue) where E : struct, IEpilogue<V>
    {
        var operands = new Operands
        {
            A = W,
            RowStride = 1,
            DepthStride = Stride,
            B = dy,
            BStride = stride,
            Depth = Outputs,
            PanelDepth = Outputs,
            Streams = true,
        };
        Kernel<V>.Multiply(operands, rows, columns, claimant, ref epilogue);
    }

    /// <summary>dW = dy xᵀ, straight into Adam.</summary>
    /// <param name="dy">Panels of [Outputs, columns]; 0 beyond the examples.</param>
    /// <param name="x">Input, transposed.</param>
    /// <param name="layout">Of the batch.</param>
    /// <param name="examples">The depth of the product.</param>
    /// <param name="rows">Outputs whose biases this thread updates.</param>
    /// <param name="claimant">Takes rows of the weights.</param>
    /// <param name="adam">Adam's numbers of this step.</param>
    public void Learn(
        ActivationBuffer<V> dy, ActivationBuffer<V> x, BatchLayout<V> layout, int examples, (int First, int End) rows, Claimant claimant, AdamStep adam)
    {
        var update = new AdamUpdate<V>(W, Stride, moments.Start, Columns, adam);
        WeightGradient(dy, x, layout, examples, claimant, ref update);
        for (var row = rows.First; row < Math.Min(rows.End, Outputs); row++)
            adam.Update(ref B[row], ref BiasFirst[row], ref BiasSecond[row], BiasGradient(dy, layout, examples, row));
    }

    /// <summary>Stores the same gradients from <paramref name="gradient"/> on instead of passing them to Adam.</summary>
    public void Differentiate(
        ActivationBuffer<V> dy, ActivationBuffer<V> x, BatchLayout<V> layout, int examples, (int First, int End) rows, Claimant claimant, float* gradient)
    {
        var keep = new KeptGradient<V>(gradient, Columns);
        WeightGradient(dy, x, layout, examples, claimant, ref keep);
        var bias = gradient + (nint)Rows * Columns;
        for (var row = rows.First; row < rows.End; row++)
            bias[row] = row < Outputs ? BiasGradient(dy, layout, examples, row) : 0;
    }

    /// <summary>Gives kept gradients of one thread's rows to Adam.</summary>
    public void Update((int First, int End) rows, float* gradient, AdamStep adam)
    {
        var update = new AdamUpdate<V>(W, Stride, moments.Start, Columns, adam);
        var kept = new KeptGradient<V>(gradient, Columns);
        for (var row = rows.First; row < rows.End; row += V.TileRows)
            for (var column = 0; column < Columns; column += Kernel<V>.TileColumns)
            {
                update.Expect(row, column);
                update.Begin(row, column);
                for (var r = row; r < row + V.TileRows; r++)
                {
                    var strip = kept.At(r, column);
                    update.Strip(r, column, V.Load(strip), V.Load(strip + V.Width));
                }
            }
        var bias = gradient + (nint)Rows * Columns;
        for (var row = rows.First; row < Math.Min(rows.End, Outputs); row++)
            adam.Update(ref B[row], ref BiasFirst[row], ref BiasSecond[row], bias[row]);
    }

    private void WeightGradient<E>(
        ActivationBuffer<V> dy, ActivationBuffer<V> x, BatchLayout<V> layout, int examples, Claimant claimant, ref E epilogue)
        where E : struct, IEpilogue<V>
    {
        var operands = new Operands
        {
            A = dy.Gradient(0),
            RowStride = layout.Stride,
            DepthStride = 1,
            PanelDepth = layout.Columns,
            PanelStride = dy.PanelSize,
            B = x.Transposed,
            BStride = x.TransposedStride,
            Depth = examples,
        };
        Kernel<V>.Multiply(operands, Rows, Columns, claimant, ref epilogue);
    }

    private static float BiasGradient(ActivationBuffer<V> dy, BatchLayout<V> layout, int examples, int row)
    {
        var sum = V.Create(0f);
        for (var panel = 0; panel < layout.PanelsOf(examples); panel++)
        {
            var gradients = dy.Gradient(panel) + (nint)row * layout.Stride;
            for (var c = 0; c < layout.ColumnsOf(panel, examples); c += V.Width)
                sum += V.Load(gradients + c);
        }
        return V.Sum(sum);
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

    /// <summary>Moments are stored in the order in which tiles are visited: for each strip, both first-moment vectors, then both second.</summary>
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
