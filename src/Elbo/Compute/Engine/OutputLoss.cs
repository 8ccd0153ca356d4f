using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Elbo.Compute.Engine.Epilogues;
using Elbo.Compute.Engine.Losses;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>The last layer with its loss: targets from inputs, outputs from products, distortion and its gradient by the layer's epilogue or by a pass
/// over units after it.</summary>
internal sealed unsafe class OutputLoss<V, L> where V : struct, ISimd<V> where L : struct, ILoss<V, L>
{
    private readonly EngineLoss loss;
    private readonly ActivationBuffer<V> input, target, output;
    private readonly BatchLayout<V> layout, drawn;
    private readonly UnitPass<V>? units;
    private readonly double[] distortion; // Of each tile, [tiles of rows, tiles of columns].
    private readonly Team team;

    /// <param name="spec">The network.</param>
    /// <param name="input">What the encoder sees.</param>
    /// <param name="output">Receives the gradient.</param>
    /// <param name="layout">The layout of what there is once an example.</param>
    /// <param name="drawn">The layout of what there is once a draw.</param>
    /// <param name="team">Does the steps.</param>
    public OutputLoss(
        MlpSpec spec, ActivationBuffer<V> input, ActivationBuffer<V> output, BatchLayout<V> layout, BatchLayout<V> drawn, Team team)
    {
        (loss, this.input, this.output, this.layout, this.drawn, this.team) = (spec.Loss, input, output, layout, drawn, team);
        target = loss.HasTargets || spec is { HasUnits: true, HasThreshold: true } ? new(spec.Targets, layout) : input;
        units = spec.HasUnits ? new(loss, drawn, team.Count) : null;
        distortion = GC.AllocateArray<double>(output.Rows / V.TileRows * drawn.Panels * drawn.TilesOfPanel, pinned: true);
    }

    /// <summary>Targets, padded.</summary>
    public int TargetRows => target.Rows;

    /// <summary>Rows of losses that a draw has, where they are kept.</summary>
    public int LossRows => units?.Groups ?? input.Rows / V.TileRows;

    /// <summary>Σ distortion of the last step, nats, where losses are not kept.</summary>
    public double Distortion => units?.Distortion ?? Sum();

    /// <summary>Where an example's targets go; empty if they are its inputs.</summary>
    public Span<float> Target(int example) =>
        loss.HasTargets ? new(target.Transposed + (nint)example * target.TransposedStride, target.Features) : [];

    /// <summary>Says that the number of examples has changed.</summary>
    public void Reset()
    {
        units?.Reset();
        Array.Clear(distortion);
    }

    /// <summary>Prepares some rows of the targets once those of the inputs are in place.</summary>
    public void TurnTargets((int First, int End) rows, int examples, ImportanceDraws<V>? draws)
    {
        for (var p = 0; p < layout.PanelsOf(examples); p++)
            if (loss.HasTargets)
                target.TurnBack(p, rows, layout.ColumnsOf(p, examples));
            else if (target != input)
                Threshold(p, rows, layout.ColumnsOf(p, examples));
        draws?.SpreadTarget(target, rows, examples);
    }

    /// <summary>Outputs of some rows of the last layer, then their distortion and gradient.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="layer">The last layer.</param>
    /// <param name="claimant">Takes rows of it.</param>
    /// <param name="x">Its input.</param>
    /// <param name="columns">Draws in the batch.</param>
    /// <param name="scale">Factor of the gradient, where losses are not kept.</param>
    /// <param name="mask">The first panel's mask.</param>
    /// <param name="draws">Keeps each draw's losses; null where only their sum is asked for.</param>
    public void Lose(
        int thread, DenseLayer<V> layer, Claimant claimant, ActivationBuffer<V> x, int columns, float scale, float* mask, ImportanceDraws<V>? draws)
    {
        var factor = draws is null ? scale : 1;
        for (var p = 0; p < drawn.PanelsOf(columns); p++)
        {
            var epilogue = L.Create(new()
            {
                Gradient = output.Gradient(p),
                Input = Targets(p, draws),
                Stride = drawn.Stride,
                Bias = layer.B,
                Mask = mask + (nint)p * drawn.Stride,
                Rows = layer.Outputs,
                Scale = factor,
                Distortion = (double*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(distortion)) + p * drawn.TilesOfPanel,
                DistortionStride = drawn.Panels * drawn.TilesOfPanel,
                Losses = draws is null ? null : draws.Losses(p),
                LossStride = draws?.LossStride ?? 0,
                Sigma = loss.Sigma,
            });
            layer.Forward(x.Value(p), drawn.Stride, drawn.ColumnsOf(p, columns), claimant, ref epilogue);
        }
        team.Barrier();
        if (units is null)
            return;
        var share = team.Share(drawn.TilesOf(columns), thread);
        var batch = new UnitBatch
        {
            Columns = columns,
            Targets = Targets(0, draws),
            TargetStride = target.Rows * drawn.Stride,
            Mask = mask,
            Scale = factor,
            Losses = draws is null ? null : draws.Losses(0),
            LossStride = draws?.LossStride ?? 0,
        };
        if (units.Measures)
        {
            units.Measure(share, output, batch);
            team.Barrier();
        }
        units.Lose(thread, share, output, batch);
        team.Barrier();
    }

    /// <summary>In the order of rows, and for each of columns.</summary>
    private double Sum()
    {
        var (sum, columns) = (0.0, drawn.Panels * drawn.TilesOfPanel);
        for (var row = 0; row < distortion.Length; row += columns)
        {
            var ofRow = 0.0;
            foreach (var nats in distortion.AsSpan(row, columns))
                ofRow += nats;
            sum += ofRow;
        }
        return sum;
    }

    /// <summary>The targets of each column, [targets, columns of the panel].</summary>
    private float* Targets(int panel, ImportanceDraws<V>? draws) => draws is null ? target.Value(panel) : draws.Target(panel);

    /// <summary>Targets from inputs, for a pass over units.</summary>
    private void Threshold(int panel, (int First, int End) rows, int columns)
    {
        for (var row = rows.First; row < rows.End; row++)
            for (var (c, at) = (0, (nint)row * layout.Stride); c < columns; c += V.Width)
                V.Store(OverHalf<V>.Of(V.Load(input.Value(panel) + at + c)), target.Value(panel) + at + c);
    }
}
