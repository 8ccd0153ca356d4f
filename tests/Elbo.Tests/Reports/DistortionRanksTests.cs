using Elbo.Reports;
using Elbo.Tests.Reports.Figures;

namespace Elbo.Tests.Reports;

public sealed class DistortionRanksTests
{
    [Fact]
    public void Of_Labels_TakesTheBestOfDifferentOnes()
    {
        float[] distortions = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        Assert.Equal([0, 3, 5], DistortionRanks.Of(distortions, 3, [1, 1, 1, 0, 0, 2, 2, 2, 2]).Best);
        Assert.Equal([0, 1, 2], DistortionRanks.Of(distortions, 3, [1, 1, 1, 0, 0, 0, 0, 0, 0]).Best);
    }

    [Fact]
    public void Of_Distortions_TakesTheEndsAndTheMiddle()
    {
        var ranks = DistortionRanks.Of([5, 1, 9, 3, 7, 0, 8, 2, 6, 4], 2);
        Assert.Equal([5, 1, 9, 0, 6, 2], [.. ranks.Best, .. ranks.Median, .. ranks.Worst]);
    }

    [Theory]
    [InlineData(3, 5, 1)]
    [InlineData(8, 5, 2)]
    [InlineData(100, 5, 5)]
    public void Of_FewExamples_NeverOverlaps(int examples, int most, int each)
    {
        var ranks = DistortionRanks.Of([.. Enumerable.Range(0, examples).Select(i => (float)(i * 37 % examples))], most);
        int[] all = [.. ranks.Best, .. ranks.Median, .. ranks.Worst];
        Assert.Equal((each, 3 * each), (ranks.Best.Length, all.Distinct().Count()));
    }
}
