using Elbo.Models;
using Elbo.Studio.Models;

namespace Elbo.Studio.Tests.Models;

public sealed class LatentRangesTests
{
    [Fact]
    public void Of_EvenlySpacedCodes_ArePercentilesAndReachBeyondThem()
    {
        // 0 … 1000 on the first latent in steps of 0.01, all the same on the second.
        var mu = Enumerable.Range(0, 1001).SelectMany(i => new[] { i / 100f, -1f }).ToArray();
        var ranges = LatentRanges.Of(new Codes(1001, 2, mu, new float[mu.Length]));
        Assert.Equal([0.25, -1], ranges.Low.Select(value => Math.Round(value, 6)));
        Assert.Equal([9.75, -1], ranges.High.Select(value => Math.Round(value, 6)));
        Assert.Equal(10, ranges.Reach);
    }

    [Fact]
    public void Of_CodesNearZeroOrNotFinite_ReachThree()
    {
        Assert.Equal(3, LatentRanges.Of(new Codes(2, 1, [0.1f, float.NaN], [0, 0])).Reach);
        Assert.Equal(3, LatentRanges.OfPrior(2).Reach);
    }
}
