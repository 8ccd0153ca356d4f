using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Epilogues;

/// <summary>An activation function and its derivative, as a struct that the JIT inlines.</summary>
internal interface IActivation<V> where V : struct, ISimd<V>
{
    /// <summary>True where the derivative needs the input a; false where the output h suffices.</summary>
    static abstract bool NeedsInput { get; }

    static abstract V Value(V a);

    /// <summary>dh/da, from a where <see cref="NeedsInput"/>, else from h.</summary>
    static abstract V Slope(V aOrH);
}

/// <summary>h = a.</summary>
internal readonly struct Identity<V> : IActivation<V> where V : struct, ISimd<V>
{
    public static bool NeedsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value(V a) => a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope(V aOrH) => V.Create(1f);
}

/// <summary>h = max(0, a).</summary>
internal readonly struct Relu<V> : IActivation<V> where V : struct, ISimd<V>
{
    public static bool NeedsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value(V a) => V.Max(a, V.Create(0f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope(V aOrH) => V.And(V.Greater(aOrH, V.Create(0f)), V.Create(1f));
}

/// <summary>h = tanh(a), dh/da = 1 − h².</summary>
internal readonly struct Tanh<V> : IActivation<V> where V : struct, ISimd<V>
{
    public static bool NeedsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value(V a) => Elementary<V>.Tanh(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope(V aOrH) => V.Create(1f) - aOrH * aOrH;
}

/// <summary>h = a·σ(a), dh/da = σ(a)·(1 + a·(1 − σ(a))).</summary>
internal readonly struct Silu<V> : IActivation<V> where V : struct, ISimd<V>
{
    public static bool NeedsInput => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value(V a) => a * Elementary<V>.Sigmoid(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope(V aOrH)
    {
        var s = Elementary<V>.Sigmoid(aOrH);
        return s * V.MultiplyAdd(aOrH, V.Create(1f) - s, V.Create(1f));
    }
}

/// <summary>h = a·Φ(a), dh/da = Φ(a) + a·φ(a).</summary>
internal readonly struct Gelu<V> : IActivation<V> where V : struct, ISimd<V>
{
    public static bool NeedsInput => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value(V a) => a * Elementary<V>.NormalCdf(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope(V aOrH)
    {
        var density = V.Create(0.39894228f) * Elementary<V>.Exp(aOrH * aOrH * V.Create(-0.5f));
        return V.MultiplyAdd(aOrH, density, Elementary<V>.NormalCdf(aOrH));
    }
}
