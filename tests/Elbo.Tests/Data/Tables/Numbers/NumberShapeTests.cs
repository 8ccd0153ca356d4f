using Elbo.Compute.Simd;
using Elbo.Data.Tables;

namespace Elbo.Tests.Data.Tables.Numbers;

public sealed class NumberShapeTests
{
    private static double[] Normal(int count) => [.. Enumerable.Range(0, count).Select(i => NormalQuantile.Of((i + 0.5) / count))];

    [Fact]
    public void Find_NormalOrLogNormal_NeedsNoMixture()
    {
        Assert.Null(NumberShape.Find(Normal(2000)));
        Assert.Null(NumberShape.Find([.. Normal(2000).Select(Math.Exp)]));
        Assert.Null(NumberShape.Find([.. Enumerable.Repeat(0.0, 999)]));
    }

    [Fact]
    public void Find_SpikesPeaksAndFewValues_SaysWhy()
    {
        Assert.Equal("numbers, of which 25 % are 0", NumberShape.Find([.. Normal(1500), .. Enumerable.Repeat(0.0, 500)]));
        Assert.Equal("numbers with several peaks or heavy tails", NumberShape.Find([.. Normal(1000), .. Normal(1000).Select(x => x + 6)]));
        Assert.Equal("16 different numbers", NumberShape.Find([.. Enumerable.Range(0, 1600).Select(i => i % 16.0)]));
    }
}
