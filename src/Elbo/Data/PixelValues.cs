using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using Elbo.Compute.Randomness;
using Elbo.Compute.Simd;

namespace Elbo.Data;

/// <summary>What bytes become: grey values, and targets under each binarization.</summary>
internal static unsafe class PixelValues
{
    /// <summary>byte / 255.</summary>
    public static void Grey(ReadOnlySpan<byte> image, Span<float> into)
    {
        fixed (byte* from = image)
        fixed (float* to = into)
            switch (VectorWidth.Lanes)
            {
                case 16:
                    Grey<Simd512>(from, to, null, image.Length);
                    break;
                case 8:
                    Grey<Simd256>(from, to, null, image.Length);
                    break;
                default:
                    Grey<Simd128>(from, to, null, image.Length);
                    break;
            }
    }

    /// <summary>byte / 255, and where asked for whether that is over 0.5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Grey<V>(byte* from, float* grey, float* over, int size) where V : struct, ISimd<V>
    {
        V scale = V.Create(1f / 255), half = V.Create(0.5f), one = V.Create(1f);
        var i = 0;
        for (; i + V.Width <= size; i += V.Width)
        {
            var value = V.LoadBytes(from + i) * scale;
            V.Store(value, grey + i);
            if (over != null)
                V.Store(V.And(V.Greater(value, half), one), over + i);
        }
        for (; i < size; i++)
        {
            grey[i] = from[i] * (1f / 255);
            if (over != null)
                over[i] = grey[i] > 0.5f ? 1 : 0;
        }
    }

    /// <summary>1 with probability byte / 255: a 32-bit word is below byte · 2³² / 255. 0 never and 255 always gives 1.</summary>
    public static void Draw(ReadOnlySpan<byte> image, ReadOnlySpan<uint> bits, Span<float> into) => Draw(image, bits, into, VectorWidth.Lanes);

    /// <param name="image">Bytes.</param>
    /// <param name="bits">As many words.</param>
    /// <param name="into">As many numbers, 0 or 1.</param>
    /// <param name="lanes">16, 8 or 4: the vector to use.</param>
    internal static void Draw(ReadOnlySpan<byte> image, ReadOnlySpan<uint> bits, Span<float> into, int lanes)
    {
        fixed (byte* from = image)
        fixed (uint* words = bits)
        fixed (float* to = into)
            switch (lanes)
            {
                case 16:
                    Draw<Words512, Simd512>(from, words, to, image.Length);
                    break;
                case 8:
                    Draw<Words256, Simd256>(from, words, to, image.Length);
                    break;
                default:
                    Draw<Words128, Simd128>(from, words, to, image.Length);
                    break;
            }
    }

    private static void Draw<W, V>(byte* image, uint* bits, float* into, int size) where W : struct, IWords<W, V> where V : struct, ISimd<V>
    {
        var i = 0;
        for (; i + V.Width <= size; i += V.Width)
            V.Store(V.And(W.Below(W.Load(bits + i), image + i), V.Create(1f)), into + i);
        for (; i < size; i++)
            into[i] = (ulong)bits[i] * 255 < (ulong)image[i] << 32 ? 1 : 0;
    }
}

/// <summary>Numbers as names: millions of strings would take more memory than all else that is known of the images.</summary>
internal sealed class RowNames(int[] rows) : IReadOnlyList<string>
{
    public int Count => rows.Length;

    public string this[int index] => rows[index].ToString(CultureInfo.InvariantCulture);

    public IEnumerator<string> GetEnumerator() => rows.Select(row => row.ToString(CultureInfo.InvariantCulture)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
