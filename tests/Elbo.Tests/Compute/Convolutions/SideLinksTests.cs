using Elbo.Compute.Convolutions;

namespace Elbo.Tests.Compute.Convolutions;

public sealed class SideLinksTests
{
    [Fact]
    public void Of_StrideOne_LeavesOutWhatIsBeyondTheEdge()
    {
        var links = SideLinks.Of(3, 3, 3, 1);
        // Sums are numbered as they are met: position 1 first, since position 0 of the first pixel is beyond the edge.
        Assert.Equal([[1], [2], [0]], links.Sums);
        Assert.Equal([[new(0, 0), new(1, 1)], [new(0, 2), new(1, 0), new(2, 1)], [new(1, 2), new(2, 0)]], links.Reads);
        Assert.Equal([[new(0, 0), new(1, 2)], [new(0, 1), new(1, 0), new(2, 2)], [new(1, 1), new(2, 0)]], links.Feeds);
        Assert.Equal([[new(0, 0), new(1, 1), new(2, 2)], [new(1, 0), new(2, 1)], [new(0, 1), new(1, 2)]], links.Pairs);
    }

    [Fact]
    public void Of_StrideTwo_ReadsEverySecondPixel()
    {
        var links = SideLinks.Of(5, 5, 3, 2);
        Assert.Equal([[0, 1], [1, 2, 3], [3, 4]], links.Reads.Select(reads => reads.Select(link => link.Pixel)));
        Assert.Equal([[0], [0, 1], [1], [1, 2], [2]], links.Feeds.Select(feeds => feeds.Select(link => link.Pixel)));
    }

    /// <summary>Two pixels enlarged to four, and to three: position 1 and 2 of the first pixel fall on the same one, and so on.</summary>
    [Theory]
    [InlineData(4, "0:12 | 0:01 1:2 | 0:0 1:12 | 1:01")]
    [InlineData(3, "0:12 | 0:01 1:2 | 0:0 1:1")]
    public void Of_AnEnlargedSide_AddsThePositionsThatFallOnOnePixel(int enlarged, string expected)
    {
        var links = SideLinks.Of(2, enlarged, 3, 1);
        Assert.Equal(expected, string.Join(" | ", links.Reads.Select(reads =>
            string.Join(' ', reads.Select(link => $"{link.Pixel}:{string.Concat(links.Sums[link.Sum])}")))));
    }

    [Fact]
    public void Of_AnEnlargedSide_ReadsThePixelsThatLibtorchRepeats()
    {
        for (var side = 1; side <= 600; side++)
        {
            var links = SideLinks.Of((side + 1) / 2, side, 1, 1);
            Assert.Equal(Enumerable.Range(0, side).Select(i => i / 2), links.Reads.Select(reads => reads.Single().Pixel));
        }
    }
}
