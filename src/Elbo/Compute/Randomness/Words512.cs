using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Randomness;

/// <summary>16 words, four blocks.</summary>
internal readonly unsafe struct Words512(Vector512<uint> value) : IWords<Words512, Simd512>
{
    private readonly Vector512<uint> w = value;

    /// <summary>A block occupies a 128-bit lane: its counter's words 0 and 2 in the lower halves of one vector, 1 and 3 in those of the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 Draw(Philox random, ulong block)
    {
        var even = Pair(block, random.Epoch) + Vector512.Create(0, 0, 1, 0, 2, 0, 3, 0ul);
        var odd = (even >>> 32) ^ Pair(0, random.Stream);
        var key = Pair(random.Key0, random.Key1);
        for (var round = 0; round < Philox.Rounds; round++)
        {
            var products = SwapHalves(Multiply(even, Pair(Philox.Multiplier0, Philox.Multiplier1)));
            (even, odd) = ((products >>> 32) ^ odd ^ key, products);
            key += Pair(Philox.Weyl0, Philox.Weyl1);
        }
        return new(((even & Vector512.Create((ulong)uint.MaxValue)) | (odd << 32)).AsUInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 Load(uint* from) => new(Vector512.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Bits(Words512 words) => new(words.w.AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Units(Words512 words) =>
        new(Vector512.ConvertToSingle((words.w >>> 8).AsInt32()) * Vector512.Create(1f / (1 << 24)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pairs(Words512 words, out Simd512 units, out Simd512 turns)
    {
        var pairs = words.w.AsUInt64();
        var first = (pairs << 32) | (pairs & Vector512.Create((ulong)uint.MaxValue));
        var second = (pairs >>> 32) | (pairs & Vector512.Create(0xffffffff00000000));
        var angle = (second.AsUInt32() & Vector512.Create(0xffffff00)) - Vector512.Create(0x4000000000000000).AsUInt32();
        units = Units(new(first.AsUInt32()));
        turns = new(Vector512.ConvertToSingle(angle.AsInt32()) * Vector512.Create(1f / (1L << 32)));
    }

    /// <summary>byte · 2³² / 255 = byte · 0x01010101 + byte / 255, so the word may be at most byte · 0x01010101, unless byte is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Below(Words512 words, byte* bytes)
    {
        var most = Simd512.Widen(bytes).AsUInt32() * Vector512.Create(0x01010101u);
        return new(Vector512.AndNot(Vector512.LessThanOrEqual(words.w, most), Vector512.Equals(most, Vector512<uint>.Zero)).AsSingle());
    }

    /// <summary>The products of the lower halves of 64-bit lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Multiply(Vector512<ulong> a, Vector512<ulong> b) => Avx512F.IsSupported
        ? Avx512F.Multiply(a.AsUInt32(), b.AsUInt32())
        : Vector512.Create(Words256.Multiply(a.GetLower(), b.GetLower()), Words256.Multiply(a.GetUpper(), b.GetUpper()));

    /// <summary>Swaps the halves of 128-bit lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> SwapHalves(Vector512<ulong> a) => Vector512.Shuffle(a, Vector512.Create(1, 0, 3, 2, 5, 4, 7, 6ul));

    /// <summary>Both numbers in each 128-bit lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Pair(ulong first, ulong second) => Vector512.Create(Vector128.Create(first, second));
}
