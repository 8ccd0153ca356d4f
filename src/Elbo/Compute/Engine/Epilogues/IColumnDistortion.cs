using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Epilogues;

/// <summary>The last layer without a gradient: adds each column's −log p(x given z) to its sum.</summary>
internal interface IColumnDistortion<V, T> : IEpilogue<V>
    where V : struct, ISimd<V> where T : struct, IColumnDistortion<V, T>
{
    static abstract T Create(ColumnOperands operands);

    /// <summary>E[x given z], from the decoder's output.</summary>
    static abstract V Mean(V output);
}

internal unsafe struct ColumnOperands
{
    /// <summary>[D, columns].</summary>
    public float* Target;

    /// <summary>Floats from one row of the target to the next.</summary>
    public nint Stride;

    /// <summary>[D].</summary>
    public float* Bias;

    /// <summary>D.</summary>
    public int Rows;

    /// <summary>[columns], nats; added to.</summary>
    public float* Sums;

    /// <summary>The standard deviation of a Gaussian likelihood.</summary>
    public float Sigma;
}

/// <summary>The mean of the likelihood as an activation of the last layer.</summary>
internal readonly struct MeanOf<V, T> : IActivation<V>
    where V : struct, ISimd<V> where T : struct, IColumnDistortion<V, T>
{
    public static bool NeedsInput => false;

    public static V Value(V a) => T.Mean(a);

    public static V Slope(V aOrH) => throw new NotSupportedException("Nothing is learned through the mean of a likelihood.");
}
