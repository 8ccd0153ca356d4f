using CsCheck;
using Elbo.Data;
using Elbo.Data.Inspection;
using Elbo.Tests.Reports.Figures;

namespace Elbo.Tests.Data.Inspection;

public sealed class DataInspectionTests
{
    [Fact]
    public void Statistics_AnyPixels_AgreeWithTheDefinitions() => Gen.Byte.Array[1, 200].Sample(pixels =>
    {
        var found = PixelStatistics.Of(new ImageSet(new(1, 1, 1), pixels));
        var values = pixels.Select(pixel => pixel / 255.0).ToArray();
        var mean = values.Average();
        Assert.Equal(values.Min(), found.Min);
        Assert.Equal(values.Max(), found.Max);
        Assert.Equal(mean, found.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), found.StandardDeviation, 1e-6);
        Assert.Equal(values.Count(value => value == 0) / (double)values.Length, found.ShareBlack, 1e-12);
        Assert.Equal(values.Count(value => value == 1) / (double)values.Length, found.ShareWhite, 1e-12);
        Assert.Equal(values.Count(value => value is > 0 and < 1) / (double)values.Length, found.ShareBetween, 1e-12);
    });

    [Fact]
    public void Of_BlackAndWhiteWithoutLabels_AdvisesStatic()
    {
        var set = new ImageSet(new(1, 1, 2), new byte[] { 0, 255, 255, 0 });
        var inspection = DataInspection.Of(new Dataset<ImageSet>("mine", set, set));
        Assert.Equal(["static"], inspection.Binarizations);
        Assert.StartsWith("Every pixel is black or white already", inspection.BinarizationNote, StringComparison.Ordinal);
        Assert.Null(inspection.IsPublished);
        Assert.Empty(inspection.Splits[0].Labels);
        Assert.Null(inspection.Splits[0].LabelsSha256);
    }

    [Fact]
    public void Of_ColourImages_HasNoIdxChecksum()
    {
        var set = new ImageSet(new(3, 1, 1), new byte[] { 1, 2, 3 });
        var inspection = DataInspection.Of(new Dataset<ImageSet>("mine", set, set));
        Assert.Null(inspection.Splits[0].ImagesSha256);
        Assert.Equal(["none"], inspection.Binarizations);
    }

    [Fact]
    public void Of_ThreeSplits_ListsThemInOrder()
    {
        var set = new ImageSet(new(1, 1, 1), new byte[] { 1, 2 }, new byte[] { 3, 3 });
        var inspection = DataInspection.Of(new Dataset<ImageSet>("mine", set, set) { Validation = set });
        Assert.Equal(["train", "validation", "test"], inspection.Splits.Select(split => split.Name));
        Assert.Equal([new LabelCount(3, 2)], inspection.Splits[0].Labels);
    }
}
