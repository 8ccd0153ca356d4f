using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Randomness;

/// <summary>Maps random words to values; a struct, so that it is compiled into the loop.</summary>
internal interface IWordMap
{
    V Map<W, V>(W words) where W : struct, IWords<W, V> where V : struct, ISimd<V>;
}

internal readonly struct PlainWords : IWordMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Map<W, V>(W words) where W : struct, IWords<W, V> where V : struct, ISimd<V> => W.Bits(words);
}

/// <summary>Numbers uniform on [low, high).</summary>
internal readonly struct Uniform(float low, float high) : IWordMap
{
    private readonly float low = low, range = high - low;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Map<W, V>(W words) where W : struct, IWords<W, V> where V : struct, ISimd<V> =>
        V.Create(low) + V.Create(range) * W.Units(words);
}

/// <summary>Standard normal numbers: from a pair of words, √(−2 log(1 − u)) · cos 2πv and
/// √(−2 log(1 − u)) · sin 2πv (Box and Muller 1958).</summary>
internal readonly struct BoxMuller : IWordMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Map<W, V>(W words) where W : struct, IWords<W, V> where V : struct, ISimd<V>
    {
        // sin 2πv is the cosine of a quarter turn less. 1 − u is in (0, 1], so the logarithm is finite.
        W.Pairs(words, out var u, out var turns);
        return V.RoundedSqrt(V.Create(-2f) * Elementary<V>.Log(V.Create(1f) - u)) * Elementary<V>.CosTurns(turns);
    }
}
