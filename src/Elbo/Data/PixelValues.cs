using System.Numerics.Tensors;

namespace Elbo.Data;

/// <summary>What bytes become: grey values, and targets under each binarization.</summary>
internal static class PixelValues
{
    /// <summary>byte / 255.</summary>
    public static void Grey(ReadOnlySpan<byte> image, Span<float> into)
    {
        TensorPrimitives.ConvertTruncating(image, into);
        TensorPrimitives.Multiply(into, 1f / 255, into);
    }

    /// <summary>1 with probability byte / 255: a 32-bit word is below byte · 2³² / 255. 0 never and 255 always gives 1.</summary>
    public static void Draw(ReadOnlySpan<byte> image, ReadOnlySpan<uint> bits, Span<float> into)
    {
        for (var i = 0; i < image.Length; i++)
            into[i] = (ulong)bits[i] * 255 < (ulong)image[i] << 32 ? 1 : 0;
    }
}
