namespace Elbo.Compute.Products;

/// <summary>A matrix in memory: element (r, c) is at Start[r·Row + c·Column].</summary>
internal readonly unsafe struct MatrixView(float* start, nint row, nint column = 1)
{
    public readonly float* Start = start;

    public readonly nint Row = row;

    public readonly nint Column = column;

    /// <summary>The transpose, in the same memory.</summary>
    public MatrixView Transposed => new(Start, Column, Row);
}
