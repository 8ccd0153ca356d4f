using Elbo.Data;

namespace Elbo.Tests.Data;

public sealed class StaticPixelsTests
{
    [Fact]
    public void ThrowIfGrey_BlackAndWhite_IsFine() => StaticPixels.ThrowIfGrey(Data(0, 255, 255, 0));

    [Fact]
    public void ThrowIfGrey_GreyValue_NamesSplitImageAndValue()
    {
        var e = Assert.Throws<OptionsException>(() => StaticPixels.ThrowIfGrey(Data(0, 255, 7, 0)));
        Assert.Contains("test image 1 of some holds the grey value 7", e.Message, StringComparison.Ordinal);
    }

    private static Dataset<ImageSet> Data(params byte[] test) => new("some", new(new(1, 1, 2), new byte[] { 0, 255, 0, 0 }), new(new(1, 1, 2), test));
}
