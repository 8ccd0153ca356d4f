using Elbo.Compute.Randomness;
using Elbo.Exchange;
using Elbo.Tests.Reports.Figures;

namespace Elbo.Tests.Compute.Randomness;

public sealed class PhiloxTests
{
    // Random123, tests/kat_vectors, the lines "philox4x32 10".
    [Theory]
    [InlineData(
        new uint[] { 0, 0, 0, 0 }, new uint[] { 0, 0 },
        new uint[] { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 })]
    [InlineData(
        new uint[] { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff }, new uint[] { 0xffffffff, 0xffffffff },
        new uint[] { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd })]
    [InlineData(
        new uint[] { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 }, new uint[] { 0xa4093822, 0x299f31d0 },
        new uint[] { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 })]
    public void Encrypt_KnownAnswers_AreThoseOfRandom123(uint[] counter, uint[] key, uint[] expected)
    {
        var (w0, w1, w2, w3) = Philox.Encrypt(counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
        Assert.Equal((expected[0], expected[1], expected[2], expected[3]), (w0, w1, w2, w3));
    }

    [Fact]
    public void Block_SeedStreamEpochAndBlock_AreKeyAndCounter() => Assert.Equal(
        Philox.Encrypt(0x89abcdef, 0x01234567, 5, (uint)RandomStream.Prior, 0x76543210, 0xfedcba98),
        new Philox(0xfedcba9876543210, RandomStream.Prior, 5).Block(0x0123456789abcdef));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(20)]
    public void FillBits_RowsOfAnyLength_ShareNoWord(int length)
    {
        var random = new Philox(1, RandomStream.TrainingNoise);
        var seen = new List<uint>();
        var row = new uint[length];
        for (var i = 0; i < 500; i++)
        {
            random.FillBits(i, row);
            seen.AddRange(row);
        }
        // Of at most 10,000 words of 32 bits, 0.01 pairs are equal by chance; rows that shared a block would repeat long sequences.
        Assert.InRange(seen.Count - seen.Distinct().Count(), 0, 1);
    }

    [Fact]
    public void Fills_SameWords_AgreeOnOneRow()
    {
        var random = new Philox(11, RandomStream.Initialization, 2);
        var (bits, uniform) = (new uint[7], new float[7]);
        random.FillBits(5, bits);
        random.FillUniform(5, uniform);
        Assert.Equal(bits.Select(b => (b >> 8) / 16777216f), uniform);
    }

    [Fact]
    public void FillNormal_MillionNumbers_HasTheMomentsOfTheStandardNormal()
    {
        const int N = 1_000_000;
        var values = new float[N];
        new Philox(42, RandomStream.TrainingNoise, 3).FillNormal(0, values);
        double Moment(int power) => values.Sum(v => Math.Pow(v, power)) / N;

        // Four standard errors each: the variances of x, x², x³ and x⁴ are 1, 2, 15 and 96.
        Assert.Equal(0, Moment(1), 4 * Math.Sqrt(1.0 / N));
        Assert.Equal(1, Moment(2), 4 * Math.Sqrt(2.0 / N));
        Assert.Equal(0, Moment(3), 4 * Math.Sqrt(15.0 / N));
        Assert.Equal(3, Moment(4), 4 * Math.Sqrt(96.0 / N));
        // P(|x| > 3) = 0.0027.
        Assert.Equal(0.0026998, values.Count(v => Math.Abs(v) > 3) / (double)N, 4 * Math.Sqrt(0.0027 / N));
        Assert.All(values, v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void FillNormal_OtherSeedStreamEpochOrRow_IsUncorrelated()
    {
        const int N = 100_000;
        float[] Draw(ulong seed, RandomStream stream, int epoch, long row)
        {
            var values = new float[N];
            new Philox(seed, stream, epoch).FillNormal(row, values);
            return values;
        }
        float[][] all =
        [
            Draw(0, RandomStream.TrainingNoise, 1, 0),
            Draw(1, RandomStream.TrainingNoise, 1, 0),
            Draw(1UL << 32, RandomStream.TrainingNoise, 1, 0),
            Draw(0, RandomStream.EvaluationNoise, 1, 0),
            Draw(0, RandomStream.TrainingNoise, 2, 0),
            Draw(0, RandomStream.TrainingNoise, 1, 1),
        ];
        foreach (var values in all)
            Assert.Equal(0, values.Zip(values.Skip(1), (a, b) => (double)a * b).Sum() / N, 4 / Math.Sqrt(N));
        for (var i = 0; i < all.Length; i++)
            for (var j = 0; j < i; j++)
                Assert.Equal(0, all[i].Zip(all[j], (a, b) => (double)a * b).Sum() / N, 4 / Math.Sqrt(N));
    }

    [Fact]
    public void FillUniform_ManyNumbers_AreUniformOnTheirRange()
    {
        const int N = 400_000;
        var values = new float[N];
        new Philox(9, RandomStream.Initialization).FillUniform(0, values, -3, 5);
        Assert.InRange(values.Min(), -3, -2.999);
        Assert.InRange(values.Max(), 4.999, 5);
        // χ² over 16 equal bins, 15 degrees of freedom: 44.3 is exceeded once in 10,000.
        var counts = values.CountBy(v => (int)((v + 3) * 2)).Select(c => c.Value).ToArray();
        Assert.Equal(16, counts.Length);
        Assert.InRange(counts.Sum(c => Math.Pow(c - N / 16.0, 2) / (N / 16.0)), 1, 44.3);
    }
}
