using System.Runtime.CompilerServices;

namespace Elbo.Randomness;

/// <summary>
/// A counter-based generator, Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
/// A number is a pure function of (seed, stream, epoch, row, position): nothing has a state, so any thread can draw any number
/// at any time and a run can be continued anywhere.
/// </summary>
/// <param name="seed">The seed of the run.</param>
/// <param name="stream">What the numbers are for.</param>
/// <param name="epoch">The epoch (or another round number) that they belong to.</param>
public readonly struct Philox(ulong seed, RandomStream stream, int epoch = 0)
{
    private readonly uint key0 = (uint)seed;
    private readonly uint key1 = (uint)(seed >> 32);
    private readonly uint epoch = (uint)epoch;
    private readonly uint stream = (uint)stream;

    /// <summary>The four 32-bit words of one block: the counter is (block, epoch, stream).</summary>
    public (uint W0, uint W1, uint W2, uint W3) Block(ulong block) =>
        Rounds((uint)block, (uint)(block >> 32), epoch, stream, key0, key1);

    /// <summary>Ten rounds over a 128-bit counter with a 64-bit key, as the paper's reference code does them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (uint W0, uint W1, uint W2, uint W3) Rounds(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < 10; round++)
        {
            var product0 = 0xD2511F53UL * c0;
            var product1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>Fills a row with 32-bit words. Rows of equal length never share a block, so each can be drawn alone.</summary>
    /// <param name="row">The row's number, for example the example's index in its data set.</param>
    /// <param name="into">The row.</param>
    public void FillBits(long row, Span<uint> into)
    {
        var block = FirstBlock(row, into.Length);
        for (; into.Length >= 4; into = into[4..])
            (into[0], into[1], into[2], into[3]) = Block(block++);
        if (into.IsEmpty)
            return;
        var last = Block(block);
        ReadOnlySpan<uint> words = [last.W0, last.W1, last.W2, last.W3];
        words[..into.Length].CopyTo(into);
    }

    /// <summary>Fills a row with numbers uniform on [low, high).</summary>
    /// <param name="row">The row's number.</param>
    /// <param name="into">The row.</param>
    /// <param name="low">The least value.</param>
    /// <param name="high">The bound above.</param>
    public void FillUniform(long row, Span<float> into, float low = 0, float high = 1)
    {
        var block = FirstBlock(row, into.Length);
        for (var i = 0; i < into.Length; i += 4)
        {
            var (w0, w1, w2, w3) = Block(block++);
            Put(into, i, low + (high - low) * Unit(w0));
            Put(into, i + 1, low + (high - low) * Unit(w1));
            Put(into, i + 2, low + (high - low) * Unit(w2));
            Put(into, i + 3, low + (high - low) * Unit(w3));
        }
    }

    /// <summary>Fills a row with independent standard normal numbers (Box and Muller 1958).</summary>
    /// <param name="row">The row's number.</param>
    /// <param name="into">The row.</param>
    public void FillNormal(long row, Span<float> into)
    {
        var block = FirstBlock(row, into.Length);
        for (var i = 0; i < into.Length; i += 4)
        {
            var (w0, w1, w2, w3) = Block(block++);
            var (a, b) = Normals(w0, w1);
            var (c, d) = Normals(w2, w3);
            Put(into, i, a);
            Put(into, i + 1, b);
            Put(into, i + 2, c);
            Put(into, i + 3, d);
        }
    }

    private static ulong FirstBlock(long row, int length) => (ulong)row * (ulong)((length + 3) / 4);

    /// <summary>24 random bits as a number of [0, 1).</summary>
    private static float Unit(uint word) => (word >> 8) * (1f / (1 << 24));

    private static (float, float) Normals(uint first, uint second)
    {
        // 1 − u lies in (0, 1], so the logarithm is finite.
        var radius = MathF.Sqrt(-2 * MathF.Log(1 - Unit(first)));
        var (sin, cos) = MathF.SinCos(2 * MathF.PI * Unit(second));
        return (radius * cos, radius * sin);
    }

    private static void Put(Span<float> into, int index, float value)
    {
        if (index < into.Length)
            into[index] = value;
    }
}
