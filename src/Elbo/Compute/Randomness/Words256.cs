using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Randomness;

/// <summary>8 words, two blocks.</summary>
internal readonly unsafe struct Words256(Vector256<uint> value) : IWords<Words256, Simd256>
{
    private readonly Vector256<uint> w = value;

    /// <summary>A block occupies a 128-bit lane: its counter's words 0 and 2 in the lower halves of one vector, 1 and 3 in those of the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 Draw(Philox random, ulong block)
    {
        var even = Pair(block, random.Epoch) + Vector256.Create(0, 0, 1, 0ul);
        var odd = (even >>> 32) ^ Pair(0, random.Stream);
        var key = Pair(random.Key0, random.Key1);
        for (var round = 0; round < Philox.Rounds; round++)
        {
            var products = SwapHalves(Multiply(even, Pair(Philox.Multiplier0, Philox.Multiplier1)));
            (even, odd) = ((products >>> 32) ^ odd ^ key, products);
            key += Pair(Philox.Weyl0, Philox.Weyl1);
        }
        return new(((even & Vector256.Create((ulong)uint.MaxValue)) | (odd << 32)).AsUInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 Load(uint* from) => new(Vector256.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Bits(Words256 words) => new(words.w.AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Units(Words256 words) =>
        new(Vector256.ConvertToSingle((words.w >>> 8).AsInt32()) * Vector256.Create(1f / (1 << 24)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pairs(Words256 words, out Simd256 units, out Simd256 turns)
    {
        var pairs = words.w.AsUInt64();
        var first = (pairs << 32) | (pairs & Vector256.Create((ulong)uint.MaxValue));
        var second = (pairs >>> 32) | (pairs & Vector256.Create(0xffffffff00000000));
        var angle = (second.AsUInt32() & Vector256.Create(0xffffff00)) - Vector256.Create(0x4000000000000000).AsUInt32();
        units = Units(new(first.AsUInt32()));
        turns = new(Vector256.ConvertToSingle(angle.AsInt32()) * Vector256.Create(1f / (1L << 32)));
    }

    /// <summary>byte · 2³² / 255 = byte · 0x01010101 + byte / 255, so the word may be at most byte · 0x01010101, unless byte is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Below(Words256 words, byte* bytes)
    {
        var most = Simd256.Widen(bytes).AsUInt32() * Vector256.Create(0x01010101u);
        return new(Vector256.AndNot(Vector256.LessThanOrEqual(words.w, most), Vector256.Equals(most, Vector256<uint>.Zero)).AsSingle());
    }

    /// <summary>The products of the lower halves of 64-bit lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<ulong> Multiply(Vector256<ulong> a, Vector256<ulong> b) => Avx2.IsSupported
        ? Avx2.Multiply(a.AsUInt32(), b.AsUInt32())
        : Vector256.Create(Words128.Multiply(a.GetLower(), b.GetLower()), Words128.Multiply(a.GetUpper(), b.GetUpper()));

    /// <summary>Swaps the halves of 128-bit lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> SwapHalves(Vector256<ulong> a) => Vector256.Shuffle(a, Vector256.Create(1, 0, 3, 2ul));

    /// <summary>Both numbers in each 128-bit lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Pair(ulong first, ulong second) => Vector256.Create(Vector128.Create(first, second));
}
