using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Losses;

/// <summary>The pass over a batch's outputs that computes distortion and gradient unit by unit. Threads divide the examples, which are independent,
/// and sums are added in the order of units and examples, so the number of threads does not change a bit.</summary>
internal sealed unsafe class UnitPass<V> where V : struct, ISimd<V>
{
    private readonly BatchLayout<V> layout;
    private readonly UnitGroup[] groups;
    private readonly Aligned[] scratch;
    private readonly double[] sums, squares;
    private readonly (double Least, double Most)? limits;

    /// <param name="loss">Has units.</param>
    /// <param name="layout">Of the batch.</param>
    /// <param name="threads">Threads that call.</param>
    public UnitPass(EngineLoss loss, BatchLayout<V> layout, int threads)
    {
        (this.layout, limits) = (layout, loss.BatchSigma);
        groups = UnitGroup.Of(loss.Units);
        scratch = [.. Enumerable.Range(0, threads).Select(_ => new Aligned(layout.Columns))];
        (sums, squares) = (new double[layout.Panels * layout.TilesOfPanel], new double[layout.Panels * layout.TilesOfPanel]);
    }

    /// <summary>Groups of units whose sum is known for each example.</summary>
    public int Groups => groups.Length;

    /// <summary>Σ distortion of the last step, nats, unless <see cref="Lose"/> stored it by columns.</summary>
    public double Distortion => sums.Sum();

    /// <summary>Says that the number of examples has changed.</summary>
    public void Reset()
    {
        Array.Clear(sums);
        Array.Clear(squares);
    }

    /// <summary>True if every thread has to <see cref="Measure"/> before one may <see cref="Lose"/>.</summary>
    public bool Measures => limits is not null;

    /// <summary>Adds up the squared errors of a thread's share.</summary>
    public void Measure((int First, int End) tiles, ActivationBuffer<V> outputs, UnitBatch batch)
    {
        for (var tile = tiles.First; tile < tiles.End; tile++)
        {
            var (panel, at) = layout.PlaceOf(tile);
            float* mask = batch.Mask + (nint)panel * layout.Stride + at, target = batch.Targets + panel * batch.TargetStride + at;
            squares[tile] = 0;
            for (var row = 0; row < outputs.Features; row++)
            {
                float* output = outputs.Gradient(panel) + at + row * (nint)layout.Stride, wanted = target + row * (nint)layout.Stride;
                V left = V.Load(output) - V.Load(wanted), right = V.Load(output + V.Width) - V.Load(wanted + V.Width);
                squares[tile] += V.Sum(V.MultiplyAdd(left * V.Load(mask), left, right * V.Load(mask + V.Width) * right));
            }
        }
    }

    /// <param name="thread">The thread.</param>
    /// <param name="tiles">Its share.</param>
    /// <param name="outputs">Its gradient holds the outputs, and receives the gradient.</param>
    /// <param name="batch">Pointers to the first panel's rows.</param>
    public void Lose(int thread, (int First, int End) tiles, ActivationBuffer<V> outputs, UnitBatch batch)
    {
        var sigma = limits is var (least, most) ? (float)Math.Clamp(Math.Sqrt(squares.Sum() / ((double)batch.Columns * outputs.Features)), least, most) : 0;
        for (var tile = tiles.First; tile < tiles.End;)
        {
            var (panel, column) = layout.PlaceOf(tile);
            var count = Math.Min(tiles.End - tile, layout.TilesOfPanel - tile % layout.TilesOfPanel);
            var rows = new UnitRows
            {
                Stride = layout.Stride,
                Columns = count * Kernel<V>.TileColumns,
                Mask = batch.Mask + (nint)panel * layout.Stride + column,
                Scale = batch.Scale,
                Sigma = sigma,
            };
            Array.Clear(sums, tile, count);
            for (var g = 0; g < groups.Length; g++)
            {
                rows.Sums = batch.Losses == null ? scratch[thread].Start : batch.Losses + (nint)panel * layout.Stride + g * batch.LossStride + column;
                groups[g].Lose<V>(rows, outputs.Gradient(panel) + column, batch.Targets + panel * batch.TargetStride + column);
                if (batch.Losses == null)
                    for (var c = 0; c < rows.Columns; c += V.Width)
                        sums[tile + c / Kernel<V>.TileColumns] += V.Sum(V.Load(rows.Sums + c));
            }
            tile += count;
        }
    }
}

/// <summary>What a <see cref="UnitPass{V}"/> reads and writes beside the outputs.</summary>
internal unsafe struct UnitBatch
{
    /// <summary>Columns that hold examples.</summary>
    public int Columns;

    /// <summary>The first panel's targets, [units, columns].</summary>
    public float* Targets;

    /// <summary>Floats from one panel of targets to the next.</summary>
    public nint TargetStride;

    /// <summary>The first panel's mask, [columns].</summary>
    public float* Mask;

    /// <summary>Factor of the gradient.</summary>
    public float Scale;

    /// <summary>Where each example's distortion goes, one row for each group; null where only their sum is asked for.</summary>
    public float* Losses;

    /// <summary>Floats from one row of <see cref="Losses"/> to the next.</summary>
    public nint LossStride;
}

/// <summary>Some units of a loss.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Units">The number of units.</param>
/// <param name="Output">The row of their first output among all outputs.</param>
/// <param name="Target">The row of their first target.</param>
internal sealed unsafe record UnitGroup(IUnitLoss Loss, int Units, int Output, int Target)
{
    /// <summary>Units that are summed in single precision.</summary>
    private const int MostUnits = 8;

    public static UnitGroup[] Of(IReadOnlyList<IUnitLoss> losses)
    {
        var groups = new List<UnitGroup>();
        var (output, target) = (0, 0);
        foreach (var loss in losses)
        {
            for (var unit = 0; unit < loss.Units; unit += MostUnits)
                groups.Add(new(loss, Math.Min(MostUnits, loss.Units - unit), output + unit, target + unit));
            (output, target) = (output + loss.Units * loss.Planes, target + loss.Units);
        }
        return [.. groups];
    }

    /// <param name="rows">Has all but what the group knows itself.</param>
    /// <param name="outputs">All outputs, [outputs, columns].</param>
    /// <param name="targets">All targets, [units, columns].</param>
    public void Lose<V>(UnitRows rows, float* outputs, float* targets) where V : struct, ISimd<V>
    {
        rows.Outputs = outputs + Output * rows.Stride;
        rows.Targets = targets + Target * rows.Stride;
        (rows.PlaneStride, rows.Units) = (Loss.Units * rows.Stride, Units);
        Loss.Lose<V>(rows);
    }
}
