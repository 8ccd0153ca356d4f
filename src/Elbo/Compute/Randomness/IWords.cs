using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Randomness;

/// <summary>A vector of 32-bit random words and its conversions to a vector of floats of the same width. The generator is written once against this
/// and compiled for 16, 8 and 4 lanes, as the engine is against <see cref="ISimd{T}"/>.</summary>
internal unsafe interface IWords<TSelf, V> where TSelf : struct, IWords<TSelf, V> where V : struct, ISimd<V>
{
    /// <summary>The words of as many blocks as there are 128-bit lanes, in the order of <see cref="Philox.Block"/>.</summary>
    static abstract TSelf Draw(Philox random, ulong block);

    static abstract TSelf Load(uint* from);

    static abstract V Bits(TSelf words);

    /// <summary>24 random bits as a number of [0, 1).</summary>
    static abstract V Units(TSelf words);

    /// <summary>For each pair of words twice the first as a number of [0, 1), and the second as an angle.</summary>
    /// <param name="words">The pairs.</param>
    /// <param name="units">24 bits of the first word as a number of [0, 1), in both lanes.</param>
    /// <param name="turns">24 bits of the second word as an angle of [−1/2, 1/2) turns; in the second lane a quarter turn less.</param>
    static abstract void Pairs(TSelf words, out V units, out V turns);

    /// <summary>All bits set in the lanes whose word is below byte · 2³² / 255.</summary>
    static abstract V Below(TSelf words, byte* bytes);
}

/// <summary>Fills a row, a vector of words at a time.</summary>
internal static class WordLoop<W, V> where W : struct, IWords<W, V> where V : struct, ISimd<V>
{
    /// <param name="random">Gives the words.</param>
    /// <param name="block">The row's first block.</param>
    /// <param name="into">The row. Its end comes from a whole vector too, so that no number depends on the row's length.</param>
    /// <param name="map">Maps the words to values.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
