using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>What a product C = A·B reads, and its layout: A(r, p) = A[r·RowStride + p·DepthStride], B(p, c) = B[p·BStride + c].</summary>
internal unsafe struct Operands
{
    public float* A;
    public nint RowStride;
    public nint DepthStride;
    public float* B;
    public nint BStride;

    /// <summary>The length of each dot product.</summary>
    public int Depth;

    /// <summary>Where A comes in panels: the depth of each, else <see cref="Depth"/>.</summary>
    public int PanelDepth;

    /// <summary>Floats from one panel of A to the next.</summary>
    public nint PanelStride;

    /// <summary>True where A is read once, from memory: its next rows are fetched while the present ones are used.</summary>
    public bool Streams;
}

/// <summary>Processing of a finished strip of a product, 1 row × 2 vectors, while it is in the first-level cache. A tile here is of
/// <see cref="ISimd{T}.TileRows"/> rows.
/// Implementations are structs, so the JIT inlines them.</summary>
internal interface IEpilogue<V> where V : struct, ISimd<V>
{
    /// <summary>Called before a tile is computed: time to prefetch.</summary>
    void Expect(int row, int column);

    /// <summary>Called before the first strip of a tile.</summary>
    void Begin(int row, int column);

    /// <summary>Takes the strip at (row, column) … (row, column + 2·Width − 1).</summary>
    void Strip(int row, int column, V left, V right);

    /// <summary>Called after the last strip of a tile.</summary>
    void End(int row, int column);
}
