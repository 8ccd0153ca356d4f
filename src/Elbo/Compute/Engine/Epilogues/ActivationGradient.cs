using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Epilogues;

/// <summary>Backward: d = c · f′, with f′ from the layer's stored a or h. Keeps track of whether every value is finite.</summary>
internal unsafe struct ActivationGradient<V, F>(float* d, float* aOrH, nint stride) : IEpilogue<V>
    where V : struct, ISimd<V> where F : struct, IActivation<V>
{
    // x·0 is 0 for a finite x and NaN for any other.
    private V taint;

    /// <summary>0 when all was finite, NaN when not.</summary>
    public readonly float Taint => V.Sum(taint);

    public readonly void Expect(int row, int column)
    {
    }

    public readonly void Begin(int row, int column)
    {
    }

    public readonly void End(int row, int column)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Strip(int row, int column, V left, V right)
    {
        var offset = row * stride + column;
        taint = V.MultiplyAdd(left, V.Create(0f), taint);
        taint = V.MultiplyAdd(right, V.Create(0f), taint);
        V.Store(left * F.Slope(V.Load(aOrH + offset)), d + offset);
        V.Store(right * F.Slope(V.Load(aOrH + offset + V.Width)), d + offset + V.Width);
    }
}
