using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>What happens to a finished strip of a product, 1 row × 2 vectors, while it is still in the first-level cache. Implementations are structs, so the JIT inlines them.</summary>
internal interface IEpilogue<V> where V : struct, ISimd<V>
{
    /// <summary>Called before a tile is computed: time to prefetch.</summary>
    void Begin(int row, int column);

    /// <summary>Takes the strip at (row, column) … (row, column + 2·Width − 1).</summary>
    void Strip(int row, int column, V left, V right);

    /// <summary>Called after the last strip of a tile.</summary>
    void End(int row, int column);
}
