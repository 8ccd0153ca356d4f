using Elbo.Data.Images;
using SkiaSharp;

namespace Elbo.Tests.Data.Images;

public sealed class SingleImageTests
{
    /// <summary>Two frames of one pixel each.</summary>
    private static readonly byte[] Animation = Convert.FromBase64String(
        "R0lGODlhAQABAIAAAAAAAP///yH5BAAKAAAALAAAAAABAAEAAAICRAEAIfkEAAoAAAAsAAAAAAEAAQAAAgJEAQA7");

    private static string Refusal(byte[] file, long mostPixels = 1_000_000) =>
        Assert.Throws<DataException>(() => SingleImage.Read(file, new(1, 4, 4), new(), mostPixels)).Message;

    [Fact]
    public void Read_Colours_BecomeTheModelsChannels()
    {
        var file = ImageBytes.Png(2, 2, (x, _) => x == 0 ? new(255, 0, 0) : new(0, 0, 255));
        Assert.Equal([76, 29, 76, 29], SingleImage.Read(file, new(1, 2, 2), new()));
        Assert.Equal([255, 0, 255, 0, 0, 0, 0, 0, 0, 255, 0, 255], SingleImage.Read(file, new(3, 2, 2), new()));
    }

    [Fact]
    public void Read_AnotherSize_IsFittedAsTheOptionsSay()
    {
        var file = ImageBytes.Png(8, 4, (x, _) => x is >= 2 and < 6 ? SKColors.White : SKColors.Black);
        Assert.All(SingleImage.Read(file, new(1, 4, 4), new()), value => Assert.Equal(255, value));
        var padded = SingleImage.Read(file, new(1, 4, 4), new() { Fit = ImageFit.Pad, Background = "#101010", Size = new(64, 64) });
        Assert.Equal([16, 16, 16, 16], padded[..4]);
    }

    [Theory]
    [InlineData(60_000, 60_000)]
    [InlineData(1_001, 1_000)]
    public void Read_DeclaresTooManyPixels_IsRefusedByItsHeader(int width, int height)
    {
        Assert.Contains($"it declares {width}×{height} pixels, and at most 1 million", Refusal(ImageBytes.PngHeader(width, height)), StringComparison.Ordinal);
        Assert.Throws<DataException>(() => SingleImage.ReadSize(ImageBytes.PngHeader(width, height), 1_000_000));
    }

    [Fact]
    public void Read_NoImage_SaysWhatIsTaken() =>
        Assert.Equal(
            "The file cannot be read as an image: its content is not PNG, JPEG, WebP, BMP, GIF or PNM. "
                + "Give a still image as a PNG, JPEG, WebP, BMP, GIF or PNM file.",
            Refusal("hello, world"u8.ToArray()));

    [Fact]
    public void Read_EmptyOrCut_IsRefused()
    {
        Assert.Contains("it is empty", Refusal([]), StringComparison.Ordinal);
        Assert.Contains(
            "ends before its last pixel",
            Refusal(ImageBytes.Png(40, 40, (x, y) => new((byte)(x * 37), (byte)(y * 91), (byte)(x ^ y)))[..^60]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Animation_IsRefused() => Assert.Contains("it is an animation of 2 frames", Refusal(Animation), StringComparison.Ordinal);

    [Fact]
    public void Read_SmallerThanTheCrop_IsRefused() =>
        Assert.Contains(
            "smaller than --crop 9x9",
            Assert.Throws<DataException>(() => SingleImage.Read(ImageBytes.Grey(4, 4, 9), new(1, 4, 4), new() { Crop = new(9, 9) })).Message,
            StringComparison.Ordinal);
}
