using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Elbo.Native;

/// <summary>Where a contiguous CPU tensor's numbers lie; the tensor must outlive the use.</summary>
internal static unsafe class TensorMemory
{
    public static float* Singles(this Tensor tensor) => (float*)Start(tensor);

    public static ushort* BFloat16(this Tensor tensor) => (ushort*)Start(tensor);

    private static void* Start(Tensor tensor) => Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
