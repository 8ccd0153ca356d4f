using System.Runtime.InteropServices;
using Elbo.Compute.Randomness;

namespace Elbo.Tests.Compute.Randomness;

/// <summary>The generator's three vector widths, on any processor, against the scalar code and double precision.</summary>
public sealed class WordLoopTests
{
    private static readonly Philox Random = new(0x9876543212345678, RandomStream.TrainingNoise, 7);

    public static TheoryData<int> Lanes => [16, 8, 4];

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Fill_PlainWordsOfAnyLengthAndPlace_AreTheBlocksOfTheRow(int lanes)
    {
        for (var length = 0; length <= 70; length++)
            for (var offset = 0; offset < 4; offset++)
                foreach (var row in new long[] { 0, 3, 1L << 31 })
                {
                    var whole = new uint[offset + length + 1];
                    Random.Fill(row, MemoryMarshal.Cast<uint, float>(whole.AsSpan(offset, length)), new PlainWords(), lanes);
                    Assert.Equal([.. new uint[offset], .. Words(row, length), 0u], whole);
                }
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Fill_CounterBeyond32Bits_CarriesIntoItsSecondWord(int lanes)
    {
        var words = new uint[36];
        // Rows of nine blocks: this one runs from block 2³² − 4 to 2³² + 4; the last one wraps around 2⁶⁴.
        foreach (var row in new long[] { (1L << 32) / 9, -1, long.MaxValue })
        {
            Random.Fill(row, MemoryMarshal.Cast<uint, float>(words.AsSpan()), new PlainWords(), lanes);
            Assert.Equal(Words(row, words.Length), words);
        }
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Fill_Uniform_IsThePlainFormulaBitForBit(int lanes)
    {
        for (var length = 0; length <= 70; length++)
        {
            var values = new float[length];
            Random.Fill(5, values, new Uniform(-0.3f, 1.7f), lanes);
            Assert.Equal(Words(5, length).Select(w => -0.3f + (1.7f - -0.3f) * ((w >> 8) * (1f / (1 << 24)))), values);
        }
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Fill_Normals_AreBoxAndMullerInDoublePrecision(int lanes)
    {
        const int N = 1_000_000;
        var (values, words) = (new float[N], new uint[N]);
        Random.Fill(0, values, new BoxMuller(), lanes);
        Random.FillBits(0, words);
        double worst = 0;
        for (var i = 0; i < N; i += 2)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - (words[i] >> 8) / 16777216.0));
            var (sin, cos) = Math.SinCos(2 * Math.PI * ((words[i + 1] >> 8) / 16777216.0));
            worst = Math.Max(worst, Math.Max(Math.Abs(radius * cos - values[i]), Math.Abs(radius * sin - values[i + 1])));
        }
        Assert.InRange(worst, 0, 1.5e-6);
    }

    [Fact]
    public void Fill_Normals_AreTheSameBitsAtEveryLengthAndInEveryVector()
    {
        // Row 0 begins with the same words whatever its length.
        var longest = new float[70];
        Random.Fill(0, longest, new BoxMuller(), 4);
        foreach (var lanes in new[] { 16, 8, 4 })
            for (var length = 0; length <= 70; length++)
            {
                var values = new float[length];
                Random.Fill(0, values, new BoxMuller(), lanes);
                Assert.Equal(longest[..length], values);
            }
    }

    private static uint[] Words(long row, int length)
    {
        var first = (ulong)row * (ulong)((length + 3) / 4);
        var words = new List<uint>();
        for (var block = first; words.Count < length; block++)
        {
            var (w0, w1, w2, w3) = Random.Block(block);
            words.AddRange([w0, w1, w2, w3]);
        }
        return [.. words.Take(length)];
    }
}
