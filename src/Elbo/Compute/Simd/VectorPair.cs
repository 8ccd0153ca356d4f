using System.Runtime.CompilerServices;

namespace Elbo.Compute.Simd;

/// <summary>The accumulators of one row of a tile; a struct of two vectors stays in registers.</summary>
internal unsafe struct VectorPair<V> where V : struct, ISimd<V>
{
    public V Left;
    public V Right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float* a, V left, V right)
    {
        var scale = V.Create(*a);
        V.Accumulate(scale, left, ref Left);
        V.Accumulate(scale, right, ref Right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPair<V> Load(float* from) => new() { Left = V.Load(from), Right = V.Load(from + V.Width) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* to)
    {
        V.Store(Left, to);
        V.Store(Right, to + V.Width);
    }
}
