using Elbo.Data;
using Elbo.Data.Images;

namespace Elbo.Tests.Data.Images;

public sealed class PixelNoiseTests
{
    [Fact]
    public void Gaussian_GreyImages_GetNoiseOfThatDeviation()
    {
        var grey = new ImageSet(new(1, 50, 50), Enumerable.Repeat((byte)128, 10_000).ToArray(), new byte[] { 1, 2, 3, 4 });
        var noisy = PixelNoise.Gaussian(grey, 0.1, seed: 1);
        var values = noisy.Pixels.ToArray().Select(pixel => (double)pixel).ToArray();
        Assert.Equal(128, values.Average(), 1.0);
        Assert.Equal(25.5, Math.Sqrt(values.Average(value => Math.Pow(value - 128, 2))), 0.6);
        Assert.Equal(grey.Labels.ToArray(), noisy.Labels.ToArray());
        Assert.Equal(noisy.Fingerprint(), PixelNoise.Gaussian(grey, 0.1, seed: 1).Fingerprint());
        Assert.Equal(grey.Fingerprint(), PixelNoise.Gaussian(grey, 0).Fingerprint());
    }

    [Fact]
    public void Gaussian_SigmaOutOfRange_SaysWhatIsAllowed() => Assert.Contains(
        "--noise 0.3", Assert.Throws<OptionsException>(() => PixelNoise.Gaussian(new(new(1, 1, 1), new byte[1]), -1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Concat_Sets_KeepOrderAndLabels()
    {
        var (a, b) = (
            new ImageSet(new(1, 1, 2), new byte[] { 1, 2 }, new byte[] { 7 }), new ImageSet(new(1, 1, 2), new byte[] { 3, 4, 5, 6 }, new byte[] { 8, 9 }));
        var all = ImageSet.Concat([a, b]);
        Assert.Equal([1, 2, 3, 4, 5, 6], all.Pixels.ToArray());
        Assert.Equal([7, 8, 9], all.Labels.ToArray());
        Assert.False(ImageSet.Concat([a, new(new(1, 1, 2), new byte[2])]).HasLabels);
        Assert.Contains(
            "one shape", Assert.Throws<DataException>(() => ImageSet.Concat([a, new(new(1, 2, 1), new byte[2])])).Message, StringComparison.Ordinal);
    }
}
