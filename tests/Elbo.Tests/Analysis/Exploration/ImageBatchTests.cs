using Elbo.Analysis.Exploration;
using Elbo.Tests.Reports.Figures;

namespace Elbo.Tests.Analysis.Exploration;

public sealed class ImageBatchTests
{
    [Fact]
    public void Constructor_TwoChannels_PutsThemSideBySide()
    {
        // Two images of two channels of 2×3: values are 100·image + 10·channel + place.
        float[] pixels = [.. Enumerable.Range(0, 24).Select(i => 100 * (i / 12) + 10 * (i / 6 % 2) + i % 6)];
        var batch = new ImageBatch(new(2, 2, 3), pixels);
        Assert.Equal((new(1, 2, 6), 2), (batch.Shape, batch.Count));
        Assert.Equal([0, 1, 2, 10, 11, 12, 3, 4, 5, 13, 14, 15], batch[0].ToArray());
        Assert.Equal([100, 101, 102, 110, 111, 112, 103, 104, 105, 113, 114, 115], batch.Slice(1, 1)[0].ToArray());
    }

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
