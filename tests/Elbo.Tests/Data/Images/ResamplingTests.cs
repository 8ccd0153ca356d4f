using CsCheck;
using Elbo.Data.Images;

namespace Elbo.Tests.Data.Images;

public sealed class ResamplingTests
{
    private static Raster Grey(int width, int height, Func<int, int, int> at) => new(
        width, height, [.. Enumerable.Range(0, width * height).SelectMany(i => Enumerable.Repeat((byte)at(i % width, i / width), 3))]);

    private static byte[] Values(Raster raster) => [.. raster.Rgb.Where((_, i) => i % 3 == 0)];

    private static byte[] Fit(Raster raster, int width, int height, ImageFit fit) => Values(Resampling.Fit(raster, new(width, height), fit, (9, 9, 9)));

    [Fact]
    public void Fit_SizeItHas_ReturnsTheSame()
    {
        var raster = Grey(3, 2, (x, _) => x);
        Assert.Same(raster, Resampling.Fit(raster, new(3, 2), ImageFit.Crop, default));
    }

    /// <summary>Halving uses a triangle of width 4 with weights of 1, 3, 3, 1 eighths; at the edge 3, 3, 1 sevenths.</summary>
    [Fact]
    public void Fit_HalfTheWidth_WeighsByATriangle() => Assert.Equal(
        [
            (byte)Math.Round((3 * 0 + 3 * 80 + 160) / 7.0),
            (byte)Math.Round((80 + 3 * 160 + 3 * 240 + 40) / 8.0),
            (byte)Math.Round((240 + 3 * 40 + 3 * 200) / 7.0),
        ],
        Fit(Grey(6, 1, (x, _) => x switch { < 4 => 80 * x, 4 => 40, _ => 200 }), 3, 1, ImageFit.Stretch));

    /// <summary>Bilinear interpolation between pixel centres, the edge repeated.</summary>
    [Fact]
    public void Fit_TwiceTheWidth_Interpolates() =>
        Assert.Equal([0, 50, 150, 200], Fit(Grey(2, 1, (x, _) => 200 * x), 4, 1, ImageFit.Stretch));

    [Theory]
    [InlineData(2, 1, new byte[] { 11, 12 })]
    [InlineData(1, 3, new byte[] { 1, 11, 21 })]
    [InlineData(4, 3, new byte[] { 0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23 })]
    public void Middle_OfAnImage_LeavesAsMuchOnBothSides(int width, int height, byte[] expected)
    {
        var middle = Resampling.Middle(Grey(4, 3, (x, y) => 10 * y + x), new(width, height));
        Assert.Equal((width, height), (middle.Width, middle.Height));
        Assert.Equal(expected, Values(middle));
    }

    [Fact]
    public void Fit_Crop_TakesTheMiddleOfTheLongerSide() =>
        Assert.Equal([20, 30, 20, 30], Fit(Grey(6, 2, (x, _) => 10 * x), 2, 2, ImageFit.Crop));

    [Fact]
    public void Fit_Pad_CentresItOnTheBackground() =>
        Assert.Equal([9, 9, 9, 50, 60, 70, 9, 9, 9], Fit(Grey(3, 1, (x, _) => 50 + 10 * x), 3, 3, ImageFit.Pad));

    [Fact]
    public void Fit_OneGrey_StaysThatGreyInAnySize() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 40], Gen.Byte).Sample((w, h, width, height, grey) =>
        {
            foreach (var fit in Enum.GetValues<ImageFit>())
            {
                var found = Values(Resampling.Fit(Grey(w, h, (_, _) => grey), new(width, height), fit, (grey, grey, grey)));
                Assert.Equal(width * height, found.Length);
                Assert.All(found, value => Assert.Equal(grey, value));
            }
        }, iter: 300, threads: 1);

    [Fact]
    public void Fit_Mirrored_GivesTheMirrorImage() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 30], Gen.Int[1, 20])
            .SelectMany((w, width, h) => Gen.Byte.Array[w * h].Select(bytes => (w, width, h, bytes)))
            .Sample(made =>
        {
            var (w, width, h, bytes) = made;
            var plain = Fit(Grey(w, h, (x, y) => bytes[y * w + x]), width, 7, ImageFit.Stretch);
            var mirrored = Fit(Grey(w, h, (x, y) => bytes[y * w + w - 1 - x]), width, 7, ImageFit.Stretch);
            for (var i = 0; i < plain.Length; i++)
                Assert.InRange(plain[i] - mirrored[i / width * width + width - 1 - i % width], -1, 1);
        }, iter: 300, threads: 1);
}
