using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Elbo.Native;

/// <summary>Where a contiguous CPU tensor's numbers lie; the tensor must outlive the use.</summary>
internal static unsafe class TensorMemory
{
    /// <summary>True for a matrix that <see cref="Singles"/> gives row by row: contiguous, float32, on the CPU.</summary>
    public static bool IsPlainMatrix(this Tensor tensor) =>
        tensor.device_type == TorchSharp.DeviceType.CPU && tensor.dtype == ScalarType.Float32 && tensor.dim() == 2 && tensor.is_contiguous();

    public static float* Singles(this Tensor tensor) => (float*)Start(tensor);

    public static ushort* BFloat16(this Tensor tensor) => (ushort*)Start(tensor);

    private static void* Start(Tensor tensor) => Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
