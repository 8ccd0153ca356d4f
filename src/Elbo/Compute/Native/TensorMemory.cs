using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Elbo.Compute.Native;

/// <summary>The memory of a contiguous CPU tensor; the tensor must outlive the use.</summary>
internal static unsafe class TensorMemory
{
    /// <summary>True for a matrix that <see cref="Singles"/> gives row by row: contiguous, float32, on the CPU.</summary>
    public static bool IsPlainMatrix(this Tensor tensor) =>
        tensor.device_type == TorchSharp.DeviceType.CPU && tensor.dtype == ScalarType.Float32 && tensor.dim() == 2 && tensor.is_contiguous();

    public static float* Singles(this Tensor tensor) => (float*)Start(tensor);

    public static long* Longs(this Tensor tensor) => (long*)Start(tensor);

    public static ushort* BFloat16(this Tensor tensor) => (ushort*)Start(tensor);

    /// <summary>Numbers in memory owned by libtorch. <c>torch.tensor</c> leaves those of an array in the array, wherever that is, and how a matrix
    /// product rounds depends on the alignment of its operands: the same numbers would give different bits each time.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="values">The numbers, row-major.</param>
    /// <param name="shape">The shape.</param>
    /// <returns>On the CPU.</returns>
    public static Tensor Copied<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        var tensor = empty(shape.ToArray(), dtype: typeof(T) == typeof(double) ? ScalarType.Float64 : ScalarType.Float32);
        values.CopyTo(MemoryMarshal.Cast<byte, T>(tensor.bytes));
        return tensor;
    }

    private static void* Start(Tensor tensor) => Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
