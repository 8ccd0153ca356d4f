using Elbo.Analysis.Exploration;
using Elbo.Tests.Reports.Figures;

namespace Elbo.Tests.Analysis.Exploration;

public sealed class ImageBatchTests
{
    [Fact]
    public void Constructor_TwoChannels_Throws() =>
        Assert.Contains("2 channels", Assert.Throws<ArgumentException>(() => new ImageBatch(new(2, 1, 1), new float[2])).Message);

    [Fact]
    public void Constructor_PartOfAnImage_Throws() => Assert.Contains("5 values are no whole number of images of 2×2",
        Assert.Throws<ArgumentException>(() => new ImageBatch(new(1, 2, 2), new float[5])).Message);

    [Fact]
    public void Slice_Middle_HoldsThoseImages()
    {
        var slice = Png.Flat(4, step: 51, side: 2).Slice(1, 2);
        Assert.Equal(2, slice.Count);
        Assert.Equal([0.4f, 0.4f, 0.4f, 0.4f], slice[1].ToArray());
    }
}
