using Elbo.Exchange;
using Elbo.Models;

namespace Elbo.Tests.Models;

public sealed class CodesTests
{
    [Fact]
    public void Sample_ManyDraws_HaveThePosteriorsMomentsAndRepeat()
    {
        var codes = new Codes(2, 2, [1, -2, 0, 5], [0, MathF.Log(0.25f), MathF.Log(4), -20]);
        var z = codes.Sample(4000, seed: 1);
        Assert.Equal(z, codes.Sample(4000, seed: 1));
        Assert.NotEqual(z, codes.Sample(4000, seed: 2));
        for (var column = 0; column < 4; column++)
        {
            var (example, latent) = Math.DivRem(column, 2);
            var draws = Enumerable.Range(0, 4000).Select(s => (double)z[(example * 4000 + s) * 2 + latent]).ToArray();
            var deviation = Math.Exp(0.5 * codes.LogVar[column]);
            Assert.Equal(codes.Mu[column], draws.Average(), 5 * deviation / Math.Sqrt(4000));
            Assert.Equal(deviation, Math.Sqrt(draws.Sum(x => Math.Pow(x - draws.Average(), 2)) / 3999), 0.05 * deviation);
        }
    }

    [Fact]
    public void Sample_MoreDraws_KeepsTheFirst()
    {
        var codes = new Codes(1, 3, [0, 0, 0], [0, 0, 0]);
        Assert.Equal(codes.Sample(2), codes.Sample(5)[..6]);
    }

    [Fact]
    public void Sample_MoreThanAnArrayHolds_NamesTheOptions()
    {
        var codes = new Codes(1000, 1000, new float[1_000_000], new float[1_000_000]);
        var message = Assert.Throws<OptionsException>(() => codes.Sample(int.MaxValue)).Message;
        Assert.All(
            ["2147483647 draws (--samples)", "1000 examples (--limit)", "2,147,483,647,000,000 elements"],
            part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}
