using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>The limits of a posterior's log-variance, ±40: σ from 2·10⁻⁹ to 5·10⁸. An example far outside the training data would otherwise have
/// variances that overflow a float. No useful posterior comes near them.</summary>
internal static unsafe class LogVariance
{
    public const float Most = 40;

    /// <summary>Brings values within the limits. NaN stays NaN.</summary>
    /// <param name="values">[columns].</param>
    /// <param name="columns">A multiple of the vector's width.</param>
    public static void Limit<V>(float* values, int columns) where V : struct, ISimd<V>
    {
        for (var c = 0; c < columns; c += V.Width)
            V.Store(V.Min(V.Create(Most), V.Max(V.Create(-Most), V.Load(values + c))), values + c);
    }
}
