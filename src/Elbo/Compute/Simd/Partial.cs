using System.Runtime.CompilerServices;

namespace Elbo.Compute.Simd;

/// <summary>The end of a row that is shorter than a vector: the lanes beyond it are 0 and never stored.</summary>
internal static unsafe class Partial<V> where V : struct, ISimd<V>
{
    [SkipLocalsInit]
    public static V Load(float* from, int count)
    {
        var whole = stackalloc float[V.Width];
        for (var i = 0; i < V.Width; i++)
            whole[i] = i < count ? from[i] : 0;
        return V.Load(whole);
    }

    [SkipLocalsInit]
    public static void Store(V value, float* to, int count)
    {
        var whole = stackalloc float[V.Width];
        V.Store(value, whole);
        for (var i = 0; i < count; i++)
            to[i] = whole[i];
    }

    [SkipLocalsInit]
    public static V LoadBFloat16(ushort* from, int count)
    {
        var whole = stackalloc ushort[V.Width];
        for (var i = 0; i < V.Width; i++)
            whole[i] = i < count ? from[i] : (ushort)0;
        return V.LoadBFloat16(whole);
    }

    [SkipLocalsInit]
    public static void StoreBFloat16(V value, ushort* to, int count)
    {
        var whole = stackalloc ushort[V.Width];
        V.StoreBFloat16(value, whole);
        for (var i = 0; i < count; i++)
            to[i] = whole[i];
    }

    /// <summary>1 in the first lanes, 0 in the others.</summary>
    [SkipLocalsInit]
    public static V Mask(int count)
    {
        var whole = stackalloc float[V.Width];
        for (var i = 0; i < V.Width; i++)
            whole[i] = i < count ? 1 : 0;
        return V.Load(whole);
    }
}
