using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Epilogues;

/// <summary>How a target is read off the input.</summary>
internal interface ITarget<V> where V : struct, ISimd<V>
{
    static abstract V Of(V x);
}

/// <summary>The input itself: grey, or drawn before.</summary>
internal readonly struct AsGiven<V> : ITarget<V> where V : struct, ISimd<V>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of(V x) => x;
}

/// <summary>1 where the input is over 0.5.</summary>
internal readonly struct OverHalf<V> : ITarget<V> where V : struct, ISimd<V>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of(V x) => V.And(V.Greater(x, V.Create(0.5f)), V.Create(1f));
}
