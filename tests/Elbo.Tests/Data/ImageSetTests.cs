using Elbo.Data;

namespace Elbo.Tests.Data;

public sealed class ImageSetTests
{
    [Fact]
    public void Constructor_LabelsDifferInCount_Throws()
    {
        var error = Assert.Throws<DataException>(() => new ImageSet(new(1, 2, 2), new byte[8], new byte[3]));
        Assert.Equal("There are 2 images but 3 labels; each image needs one label.", error.Message);
    }

    [Fact]
    public void Slice_Middle_KeepsPixelsAndLabels()
    {
        var set = new ImageSet(new(1, 1, 2), new byte[] { 1, 2, 3, 4, 5, 6 }, new byte[] { 7, 8, 9 });
        var slice = set.Slice(1, 2);
        Assert.Equal([3, 4, 5, 6], slice.Pixels.ToArray());
        Assert.Equal([8, 9], slice.Labels.ToArray());
    }

    [Fact]
    public void HoldOut_OneOfThree_TakesTheLast()
    {
        var (first, last) = new ImageSet(new(1, 1, 2), new byte[] { 1, 2, 3, 4, 5, 6 }, new byte[] { 7, 8, 9 }).HoldOut(1);
        Assert.Equal([1, 2, 3, 4], first.Pixels.ToArray());
        Assert.Equal([5, 6], last.Pixels.ToArray());
        Assert.Equal([9], last.Labels.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void HoldOut_LeavesNothing_Throws(int count)
    {
        var error = Assert.Throws<DataException>(() => new ImageSet(new(1, 1, 1), new byte[3]).HoldOut(count));
        Assert.Equal($"{count} images to hold out of 3; at least 1 must be held out and at least 1 left. Choose a number from 1 to 2.", error.Message);
    }
}
