using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Epilogues;

/// <summary>The last layer: what it gives are the parameters of p(x given z), and the epilogue makes the distortion and its gradient of them.</summary>
internal interface ILoss<V, L> : IEpilogue<V>
    where V : struct, ISimd<V> where L : struct, ILoss<V, L>
{
    static abstract L Create(LossOperands operands);
}

/// <summary>Inputs and outputs of a loss: one panel of the batch.</summary>
internal unsafe struct LossOperands
{
    /// <summary>Where the gradient goes, [D, columns]; its padding is zero from the start.</summary>
    public float* Gradient;

    /// <summary>The network's input, [D, columns].</summary>
    public float* Input;

    /// <summary>Floats from one row of gradient and input to the next.</summary>
    public nint Stride;

    /// <summary>[D].</summary>
    public float* Bias;

    /// <summary>[columns]: 1 for an example, 0 for padding.</summary>
    public float* Mask;

    /// <summary>D.</summary>
    public int Rows;

    public float Scale;

    /// <summary>The distortion of each tile of the panel, nats, unless <see cref="Losses"/> gets it by columns. Columns beyond the batch and rows beyond
    /// the data give 0.</summary>
    public double* Distortion;

    /// <summary>Tiles from one row of tiles to the next.</summary>
    public nint DistortionStride;

    /// <summary>Where the distortion of each column goes, one row for each tile of rows; null where nobody asks.</summary>
    public float* Losses;

    /// <summary>Floats from one row of <see cref="Losses"/> to the next.</summary>
    public nint LossStride;

    /// <summary>The standard deviation of a Gaussian likelihood.</summary>
    public float Sigma;

    /// <summary>Adds a tile's distortion, or stores it by columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Keep<V>(int row, int column, V left, V right) where V : struct, ISimd<V>
    {
        if (Losses == null)
        {
            Distortion[row / V.TileRows * DistortionStride + column / Kernel<V>.TileColumns] = V.Sum(left + right);
            return;
        }
        var to = Losses + row / V.TileRows * LossStride + column;
        V.Store(left, to);
        V.Store(right, to + V.Width);
    }
}
