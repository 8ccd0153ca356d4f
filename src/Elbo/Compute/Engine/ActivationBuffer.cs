using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>What one layer leaves for the rest of the step: its output, that output transposed, its input where the slope needs it, and its gradient.
/// All but the transposed one are stored in the panels of a <see cref="BatchLayout{V}"/>.</summary>
internal sealed unsafe class ActivationBuffer<V> where V : struct, ISimd<V>
{
    private readonly BatchLayout<V> layout;
    private readonly Aligned value, transposed, gradient;
    private readonly Aligned? input;

    /// <param name="features">Width of the layer.</param>
    /// <param name="layout">Of the batch.</param>
    /// <param name="keepsInput">True where the activation's slope needs what went in.</param>
    public ActivationBuffer(int features, BatchLayout<V> layout, bool keepsInput = false)
    {
        this.layout = layout;
        Features = features;
        Rows = Aligned.Up(features, Kernel<V>.RowPadding);
        PanelSize = (nint)Rows * layout.Stride;
        TransposedStride = Aligned.RowStride(Aligned.Up(features, Kernel<V>.TileColumns));
        (value, gradient) = (new(layout.Panels * PanelSize), new(layout.Panels * PanelSize));
        transposed = new((long)layout.Panels * layout.Columns * TransposedStride);
        input = keepsInput ? new(layout.Panels * PanelSize) : null;
    }

    public int Features { get; }

    /// <summary>Features, padded.</summary>
    public int Rows { get; }

    /// <summary>Floats from one panel to the next.</summary>
    public nint PanelSize { get; }

    /// <summary>Floats from one example of <see cref="Transposed"/> to the next.</summary>
    public int TransposedStride { get; }

    /// <summary>[batch, features].</summary>
    public float* Transposed => transposed.Start;

    /// <summary>[features, columns of the panel].</summary>
    public float* Value(int panel) => value.Start + panel * PanelSize;

    /// <summary>[features, columns of the panel].</summary>
    public float* Gradient(int panel) => gradient.Start + panel * PanelSize;

    /// <summary>[features, columns of the panel], or null.</summary>
    public float* Input(int panel) => input is null ? null : input.Start + panel * PanelSize;

    public float* SlopeSource(int panel) => input is null ? Value(panel) : Input(panel);

    /// <summary>Fills <see cref="Transposed"/> from <see cref="Value"/> for some rows of a panel; whole tiles of rows.</summary>
    public void Turn(int panel, (int First, int End) rows, int columns) =>
        Transposition.ToRows(Value(panel), layout.Stride, rows, columns, Turned(panel), TransposedStride);

    /// <summary>Fills <see cref="Value"/> from <see cref="Transposed"/> for some rows of a panel.</summary>
    public void TurnBack(int panel, (int First, int End) rows, int columns) =>
        Transposition.ToColumns(Turned(panel), TransposedStride, (rows.First, Math.Min(rows.End, Features)), columns, Value(panel), layout.Stride);

    private float* Turned(int panel) => Transposed + (nint)panel * layout.Columns * TransposedStride;
}
