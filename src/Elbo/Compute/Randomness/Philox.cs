using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Randomness;

/// <summary>A counter-based generator, Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011). A number is a pure
/// function of (seed, stream, epoch, row, position): nothing has a state, so any thread can draw any number at any time and a run can be resumed
/// anywhere.</summary>
/// <param name="seed">The seed of the run.</param>
/// <param name="stream">The purpose of the numbers.</param>
/// <param name="epoch">The epoch (or another round number) that they belong to.</param>
internal readonly struct Philox(ulong seed, RandomStream stream, int epoch = 0)
{
    internal const int Rounds = 10;
    internal const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57;
    internal const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    internal uint Key0 { get; } = (uint)seed;

    internal uint Key1 { get; } = (uint)(seed >> 32);

    internal uint Epoch { get; } = (uint)epoch;

    /// <summary>The purpose of the numbers, with the draw above its lowest byte.</summary>
    internal uint Stream { get; private init; } = (uint)stream;

    /// <summary>The row number of row 0.</summary>
    internal long FirstRow { get; private init; }

    /// <summary>A generator for a part of the rows: its row 0 has the numbers of this generator's row <paramref name="first"/>.</summary>
    internal Philox From(long first) => this with { FirstRow = FirstRow + first };

    /// <summary>A generator for one of several draws of an example, counted from 0; draw 0 has the numbers of this generator.</summary>
    internal Philox OfDraw(int draw) => this with { Stream = Stream + ((uint)draw << 8) };

    /// <summary>The four 32-bit words of one block: the counter is (block, epoch, stream).</summary>
    public (uint W0, uint W1, uint W2, uint W3) Block(ulong block) =>
        Encrypt((uint)block, (uint)(block >> 32), Epoch, Stream, Key0, Key1);

    /// <summary>Ten rounds over a 128-bit counter with a 64-bit key, as the paper's reference code does them.</summary>
    internal static (uint W0, uint W1, uint W2, uint W3) Encrypt(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = (ulong)Multiplier0 * c0;
            var product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            k0 += Weyl0;
            k1 += Weyl1;
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>Fills a row with 32-bit words. Rows of equal length never share a block, so each can be drawn by itself.</summary>
    /// <param name="row">The row's number, for example the example's index in its data set.</param>
    /// <param name="into">The row.</param>
    public void FillBits(long row, Span<uint> into) => Fill(row, MemoryMarshal.Cast<uint, float>(into), new PlainWords(), VectorWidth.Lanes);

    /// <summary>Fills a row with numbers uniform on [low, high).</summary>
    /// <param name="row">The row's number.</param>
    /// <param name="into">The row.</param>
    /// <param name="low">The least value.</param>
    /// <param name="high">The bound above.</param>
    public void FillUniform(long row, Span<float> into, float low = 0, float high = 1) => Fill(row, into, new Uniform(low, high), VectorWidth.Lanes);

    /// <summary>Fills a row with independent standard normal numbers (Box and Muller 1958).</summary>
    /// <param name="row">The row's number.</param>
    /// <param name="into">The row.</param>
    public void FillNormal(long row, Span<float> into) => Fill(row, into, new BoxMuller(), VectorWidth.Lanes);

    /// <param name="row">The row's number.</param>
    /// <param name="into">The row.</param>
    /// <param name="map">Maps its words to values.</param>
    /// <param name="lanes">16, 8 or 4: the vector to use; all give the same numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Fill<M>(long row, Span<float> into, M map, int lanes) where M : struct, IWordMap
    {
        var block = (ulong)(FirstRow + row) * (ulong)((into.Length + 3) / 4);
        if (lanes == 16)
            WordLoop<Words512, Simd512>.Fill(this, block, into, map);
        else if (lanes == 8)
            WordLoop<Words256, Simd256>.Fill(this, block, into, map);
        else
            WordLoop<Words128, Simd128>.Fill(this, block, into, map);
    }
}
