namespace Elbo.Compute.Engine;

/// <summary>What a product C = A·B reads, and how it lies: A(r, p) = A[r·RowStride + p·DepthStride], B(p, c) = B[p·BStride + c].</summary>
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
