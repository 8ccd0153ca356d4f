using System.Runtime.Intrinsics;

namespace Elbo.Compute.Simd;

/// <summary>The width of the vectors that loops are compiled for.</summary>
internal static class VectorWidth
{
    /// <summary>Lanes of this processor's widest vector: 16, 8 or 4.</summary>
    public static int Lanes => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;
}
