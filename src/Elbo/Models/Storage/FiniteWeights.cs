using System.Runtime.InteropServices;
using Elbo.Compute.Simd;
using Elbo.Files.Safetensors;

namespace Elbo.Models.Storage;

/// <summary>Refuses weights that hold NaN or infinity in float32: every number that such a model computes would be wrong.</summary>
internal static class FiniteWeights
{
    /// <exception cref="ModelFileException">A value is not finite; the message names its tensor.</exception>
    public static void ThrowIfNot(SafetensorsFile weights)
    {
        foreach (var tensor in weights.Tensors)
            if (!IsFinite(tensor))
                throw new ModelFileException(
                    $"{weights.Name}: tensor '{tensor.Name}' holds numbers that are not finite in float32, so its training diverged or the file was changed. "
                    + "Restore it from a copy, go back to an earlier checkpoint, or train again.");
    }

    private static bool IsFinite(SafetensorsTensor tensor) => tensor.Type switch
    {
        SafetensorsType.F32 when BitConverter.IsLittleEndian => FiniteLoop.IsFinite(MemoryMarshal.Cast<byte, float>(tensor.Bytes.Span)),
        SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.F32 or SafetensorsType.F64 => FiniteLoop.IsFinite(tensor.AsSingles()),
        _ => true,
    };
}
