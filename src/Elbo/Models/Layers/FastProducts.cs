using System.Runtime.Intrinsics.X86;
using Elbo.Compute.Native;
using Elbo.Compute.Simd;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>When dense layers multiply by Elbo's own products: on processors with AVX-512 that are not Intel's. There libtorch's MKL stays with AVX2, half
/// of what the processor has (docs/decisions/054-own-dense-products.md).</summary>
internal static class FastProducts
{
    private const int GenuineIntel = 0x756E6547, Lanes512 = 16;

    /// <summary>Multiplications of a layer from which on its products gain more than an operation of autograd in C# costs.</summary>
    private const long Least = 1 << 20;

    private static readonly bool AreOn = FastPaths.AreOn && VectorWidth.Lanes == Lanes512 && X86Base.IsSupported && X86Base.CpuId(0, 0).Ebx != GenuineIntel;

    /// <summary>True for float32 matrices on the CPU that are large enough.</summary>
    /// <param name="x">Shape [B, inputs].</param>
    /// <param name="weight">Shape [outputs, inputs].</param>
    public static bool Cover(Tensor x, Tensor weight) => AreOn && x.dim() == 2 && x.device_type == TorchSharp.DeviceType.CPU
        && x.dtype == ScalarType.Float32 && weight.IsPlainMatrix() && x.shape[0] * weight.shape[0] * x.shape[1] >= Least;
}
