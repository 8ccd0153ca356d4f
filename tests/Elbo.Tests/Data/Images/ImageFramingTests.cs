using CsCheck;
using Elbo.Data;
using Elbo.Data.Images;

namespace Elbo.Tests.Data.Images;

public sealed class ImageFramingTests
{
    private static readonly ImageShape Mnist = new(1, 28, 28);

    /// <summary>A bright box on black.</summary>
    private static byte[] Box(ImageShape shape, int left, int top, int width, int height)
    {
        var pixels = new byte[shape.Size];
        for (var y = top; y < top + height; y++)
            pixels.AsSpan(y * shape.Width + left, width).Fill(255);
        return pixels;
    }

    [Theory]
    [InlineData(4, 8, 40, 40, 20, 20)]
    [InlineData(60, 70, 20, 40, 10, 20)]
    [InlineData(0, 0, 112, 28, 20, 5)]
    public void CenterByMass_ABoxAnywhere_Fills20InTheMiddle(int left, int top, int width, int height, int wide, int high)
    {
        var from = new ImageShape(1, 112, 112);
        var framed = ImageFraming.CenterByMass(Box(from, left, top, width, height), from, Mnist);
        var ink = Enumerable.Range(0, framed.Length).Where(i => framed[i] > 127).Select(i => (X: i % 28, Y: i / 28)).ToList();
        Assert.Equal((wide, high), (ink.Max(at => at.X) - ink.Min(at => at.X) + 1, ink.Max(at => at.Y) - ink.Min(at => at.Y) + 1));
        Assert.InRange(ink.Average(at => at.X + 0.5), 13.4, 14.6);
        Assert.InRange(ink.Average(at => at.Y + 0.5), 13.4, 14.6);
    }

    /// <summary>A heavy foot moves the centre of mass down, so the box moves up, but not beyond the image.</summary>
    [Fact]
    public void CenterByMass_AHeavyFoot_IsLifted()
    {
        var pixels = Box(Mnist, 13, 4, 1, 20);
        Box(Mnist, 4, 20, 20, 4).CopyTo(pixels, 0);
        for (var y = 4; y < 24; y++)
            pixels[y * 28 + 13] = 255;
        var framed = ImageFraming.CenterByMass(pixels, Mnist, Mnist);
        Assert.True(framed.AsSpan(0, 28).ContainsAnyExcept((byte)0));
        Assert.False(framed.AsSpan(20 * 28).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void CenterByMass_AnyInk_KeepsItInsideOrIsBlack() =>
        Gen.Byte.Array[64].Sample(pixels =>
        {
            var framed = ImageFraming.CenterByMass(pixels, new(1, 8, 8), Mnist);
            Assert.Equal(Mnist.Size, framed.Length);
            Assert.Equal(pixels.Any(value => value >= 26), framed.Any(value => value > 0));
        });

    [Fact]
    public void Resize_ToItsOwnShape_KeepsEveryChannel() =>
        Gen.Byte.Array[48].Sample(pixels => Assert.Equal(pixels, ImageFraming.Resize(pixels, new(3, 4, 4), new(3, 4, 4))));

    [Fact]
    public void Resize_OneColour_StaysIt() => Assert.Equal(
        [.. Enumerable.Repeat((byte)7, 4), .. Enumerable.Repeat((byte)80, 4), .. Enumerable.Repeat((byte)255, 4)],
        ImageFraming.Resize(
            [.. Enumerable.Repeat((byte)7, 16), .. Enumerable.Repeat((byte)80, 16), .. Enumerable.Repeat((byte)255, 16)], new(3, 4, 4), new(3, 2, 2)));

    [Fact]
    public void All_WrongShapes_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => ImageFraming.Resize(new byte[5], new(1, 2, 2), new(1, 4, 4)));
        Assert.Throws<ArgumentException>(() => ImageFraming.Resize(new byte[4], new(1, 2, 2), new(3, 4, 4)));
        Assert.Throws<ArgumentException>(() => ImageFraming.CenterByMass(new byte[5], new(1, 2, 2), Mnist));
        Assert.Throws<ArgumentException>(() => ImageFraming.CenterByMass(new byte[12], new(3, 2, 2), Mnist));
    }
}
