using Elbo.Compute.Simd;

namespace Elbo.Compute.Randomness;

/// <summary>Fills a row, a vector of words at a time.</summary>
internal static class WordLoop<W, V> where W : struct, IWords<W, V> where V : struct, ISimd<V>
{
    /// <param name="random">Gives the words.</param>
    /// <param name="block">The row's first block.</param>
    /// <param name="into">The row. Its end comes from a whole vector too, so that no number depends on the row's length.</param>
    /// <param name="map">Maps the words to values.</param>
    public static unsafe void Fill<M>(Philox random, ulong block, Span<float> into, M map) where M : struct, IWordMap
    {
        fixed (float* to = into)
        {
            var i = 0;
            for (; i + V.Width <= into.Length; i += V.Width, block += (ulong)(V.Width / 4))
                V.Store(map.Map<W, V>(W.Draw(random, block)), to + i);
            if (i < into.Length)
                Partial<V>.Store(map.Map<W, V>(W.Draw(random, block)), to + i, into.Length - i);
        }
    }
}
