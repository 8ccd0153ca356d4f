using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Randomness;

/// <summary>4 words, one block.</summary>
internal readonly unsafe struct Words128(Vector128<uint> value) : IWords<Words128, Simd128>
{
    private readonly Vector128<uint> w = value;

    /// <summary>A block occupies a 128-bit lane: its counter's words 0 and 2 in the lower halves of one vector, 1 and 3 in those of the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 Draw(Philox random, ulong block)
    {
        var even = Vector128.Create(block, random.Epoch);
        var odd = Vector128.Create(block >> 32, random.Stream);
        var key = Vector128.Create((ulong)random.Key0, random.Key1);
        for (var round = 0; round < Philox.Rounds; round++)
        {
            var products = SwapHalves(Multiply(even, Vector128.Create((ulong)Philox.Multiplier0, Philox.Multiplier1)));
            (even, odd) = ((products >>> 32) ^ odd ^ key, products);
            key += Vector128.Create((ulong)Philox.Weyl0, Philox.Weyl1);
        }
        return new(((even & Vector128.Create((ulong)uint.MaxValue)) | (odd << 32)).AsUInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 Load(uint* from) => new(Vector128.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Bits(Words128 words) => new(words.w.AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Units(Words128 words) =>
        new(Vector128.ConvertToSingle((words.w >>> 8).AsInt32()) * Vector128.Create(1f / (1 << 24)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pairs(Words128 words, out Simd128 units, out Simd128 turns)
    {
        var pairs = words.w.AsUInt64();
        var first = (pairs << 32) | (pairs & Vector128.Create((ulong)uint.MaxValue));
        var second = (pairs >>> 32) | (pairs & Vector128.Create(0xffffffff00000000));
        var angle = (second.AsUInt32() & Vector128.Create(0xffffff00)) - Vector128.Create(0x4000000000000000).AsUInt32();
        units = Units(new(first.AsUInt32()));
        turns = new(Vector128.ConvertToSingle(angle.AsInt32()) * Vector128.Create(1f / (1L << 32)));
    }

    /// <summary>byte · 2³² / 255 = byte · 0x01010101 + byte / 255, so the word may be at most byte · 0x01010101, unless byte is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Below(Words128 words, byte* bytes)
    {
        var most = Simd128.Widen(bytes).AsUInt32() * Vector128.Create(0x01010101u);
        return new(Vector128.AndNot(Vector128.LessThanOrEqual(words.w, most), Vector128.Equals(most, Vector128<uint>.Zero)).AsSingle());
    }

    /// <summary>The products of the lower halves of 64-bit lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<ulong> Multiply(Vector128<ulong> a, Vector128<ulong> b) => Sse2.IsSupported
        ? Sse2.Multiply(a.AsUInt32(), b.AsUInt32())
        : (a & Vector128.Create((ulong)uint.MaxValue)) * b;

    /// <summary>Swaps the halves of 128-bit lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> SwapHalves(Vector128<ulong> a) => Vector128.Shuffle(a, Vector128.Create(1, 0ul));
}
