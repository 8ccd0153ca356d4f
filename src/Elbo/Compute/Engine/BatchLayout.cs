using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>Memory layout of a batch: in panels of at most 128 examples, each [features, <see cref="Stride"/>] by itself. A panel's part of one
/// layer fits the second-level cache and few pages, whatever the batch.</summary>
internal readonly struct BatchLayout<V> where V : struct, ISimd<V>
{
    private const int WidestPanel = 128;

    /// <param name="batch">The largest batch.</param>
    /// <param name="panel">Examples in a full panel; by default as many as fit.</param>
    public BatchLayout(int batch, int? panel = null)
    {
        Columns = panel ?? Math.Min(WidestPanel, Aligned.Up(batch, Kernel<V>.TileColumns));
        Stride = Aligned.RowStride(Columns);
        Panels = PanelsOf(batch);
    }

    /// <summary>Examples in a full panel, a multiple of the tile's columns.</summary>
    public int Columns { get; }

    /// <summary>Floats from one feature to the next.</summary>
    public int Stride { get; }

    /// <summary>Panels of the largest batch.</summary>
    public int Panels { get; }

    /// <summary>Tiles of columns that hold a number of examples; threads divide them where examples are independent.</summary>
    public int TilesOf(int examples)
    {
        var last = PanelsOf(examples) - 1;
        return last * TilesOfPanel + ColumnsOf(last, examples) / Kernel<V>.TileColumns;
    }

    /// <summary>Tiles of a full panel.</summary>
    public int TilesOfPanel => Columns / Kernel<V>.TileColumns;

    /// <summary>The panel of a tile, and its first column there.</summary>
    public (int Panel, int Column) PlaceOf(int tile) => (tile / TilesOfPanel, tile % TilesOfPanel * Kernel<V>.TileColumns);

    public int PanelsOf(int examples) => (examples + Columns - 1) / Columns;

    /// <summary>Columns of a panel that hold examples, padded to whole tiles.</summary>
    public int ColumnsOf(int panel, int examples) => Math.Min(Columns, Aligned.Up(examples - panel * Columns, Kernel<V>.TileColumns));
}
