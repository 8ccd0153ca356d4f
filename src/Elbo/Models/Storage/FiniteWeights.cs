using System.Runtime.InteropServices;
using Elbo.Compute.Simd;
using Elbo.Files.Safetensors;

namespace Elbo.Models.Storage;

/// <summary>
/// Refuses weights that are NaN or infinite in float32, and those so large that their squares are: what such a model computes would be wrong.
/// </summary>
internal static class FiniteWeights
{
    /// <exception cref="ModelFileException">A value is not finite, or as good as infinite; the message names its tensor.</exception>
    public static void ThrowIfNot(SafetensorsFile weights)
    {
        foreach (var tensor in weights.Tensors)
            if (Fault(tensor) is { } fault)
                throw new ModelFileException(
                    $"{weights.Name}: tensor '{tensor.Name}' holds numbers {fault} in float32, so its training diverged or the file was changed. "
                    + "Restore it from a copy, go back to an earlier checkpoint, or train again.");
    }

    private static string? Fault(SafetensorsTensor tensor) => tensor.Type switch
    {
        SafetensorsType.F32 when BitConverter.IsLittleEndian => Fault(MemoryMarshal.Cast<byte, float>(tensor.Bytes.Span)),
        SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.F32 or SafetensorsType.F64 => Fault(tensor.AsSingles()),
        _ => null,
    };

    private static string? Fault(ReadOnlySpan<float> values) =>
        FiniteLoop.HasFiniteSquares(values) ? null
        : FiniteLoop.IsFinite(values) ? "whose squares are infinite"
        : "that are not finite";
}
