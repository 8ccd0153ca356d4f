using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Epilogues;

/// <summary>Forward: h = f(c + bias); keeps a = c + bias too where f's derivative needs it.</summary>
internal readonly unsafe struct BiasActivation<V, F>(float* h, float* a, nint stride, float* bias) : IEpilogue<V>
    where V : struct, ISimd<V> where F : struct, IActivation<V>
{
    public void Expect(int row, int column)
    {
    }

    public void Begin(int row, int column)
    {
    }

    public void End(int row, int column)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Strip(int row, int column, V left, V right)
    {
        var offset = row * stride + column;
        var b = V.Create(bias[row]);
        left += b;
        right += b;
        if (F.NeedsInput && a != null)
        {
            V.Store(left, a + offset);
            V.Store(right, a + offset + V.Width);
        }
        V.Store(F.Value(left), h + offset);
        V.Store(F.Value(right), h + offset + V.Width);
    }
}
