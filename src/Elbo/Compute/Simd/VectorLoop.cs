using System.Runtime.Intrinsics;
using Elbo.Compute.Native;

namespace Elbo.Compute.Simd;

/// <summary>A loop over memory, written once and compiled for the vectors of each processor. Its inner loops ask for full optimization at once: in
/// code that is still on its way there, vectors go through memory, for minutes where the cores are busy.</summary>
internal interface IVectorLoop
{
    /// <summary>Does the units <paramref name="first"/> … <paramref name="end"/> − 1; must not throw.</summary>
    void Run<V>(int first, int end) where V : struct, ISimd<V>;
}

/// <summary>Runs a loop with this processor's widest vector on libtorch's threads.</summary>
internal static class VectorLoop
{
    /// <param name="loop">The loop.</param>
    /// <param name="count">Units in all.</param>
    /// <param name="least">Units that are worth a thread of their own.</param>
    public static void Run(IVectorLoop loop, int count, int least) => TorchTeam.Run(count, least, VectorWidth.Lanes switch
    {
        16 => loop.Run<Simd512>,
        8 => loop.Run<Simd256>,
        _ => loop.Run<Simd128>,
    });
}

internal static class VectorWidth
{
    /// <summary>Lanes of this processor's widest vector: 16, 8 or 4.</summary>
    public static int Lanes => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;
}
