using Elbo.Data.Images;
using SkiaSharp;

namespace Elbo.Tests.Data.Images;

public sealed class ImageDecoderTests
{
    private static readonly (byte, byte, byte) White = (255, 255, 255);

    private static string Bad(byte[] file) => Assert.Throws<BadImageException>(() => ImageDecoder.Decode(file, White)).Message;

    /// <summary>Eight bits, ten and twelve in sixteen, in a single image.</summary>
    [Theory]
    [InlineData(255, 51, 204)]
    [InlineData(1023, 205, 818)]
    [InlineData(4095, 819, 3276)]
    [InlineData(1, 0, 1)]
    public void Decode_PngOfSixteenBits_ScalesByTheLargestValue(int largest, int low, int high)
    {
        ushort[] values = [0, (ushort)low, (ushort)high, (ushort)largest];
        byte[] levels = [.. values.Select(value => (byte)Math.Round(value * 255.0 / largest))];
        byte[] expected = [.. levels.SelectMany(level => new[] { level, level, level })];
        Assert.Equal(expected, ImageDecoder.Decode(ImageBytes.DeepPng(2, [.. values.Select(value => new[] { value })]), White).Rgb);
        Assert.Equal(expected, ImageDecoder.Decode(ImageBytes.DeepPng(2, [.. values.Select(value => new[] { value, ushort.MaxValue })]), White).Rgb);
        Assert.Equal(expected, ImageDecoder.Decode(ImageBytes.DeepPng(2, [.. values.Select(value => new[] { value, value, value })]), White).Rgb);
    }

    [Fact]
    public void Decode_PngOfSixteenBits_UsesTheRange()
    {
        var file = ImageBytes.DeepPng(3, [[100], [150], [200]]);
        Assert.Equal(200, ImageDecoder.Largest(file));
        Assert.Equal([0, 0, 0, 128, 128, 128, 255, 255, 255], ImageDecoder.Decode(file, White, new(100, 200)).Rgb);
        Assert.Equal(
            "it holds the value 200, outside the range 100..199",
            Assert.Throws<BadImageException>(() => ImageDecoder.Decode(file, White, new(100, 199))).Message);
        Assert.Equal([255, 0, 0], ImageDecoder.Decode(ImageBytes.DeepPng(1, [[4095, 0, 0, 65535]]), White, new(0, 4095)).Rgb);
    }

    [Fact]
    public void Decode_TransparentPixelsOfSixteenBits_ShowTheBackground()
    {
        Assert.Equal([0, 0, 255, 255, 255, 255], ImageDecoder.Decode(ImageBytes.DeepPng(2, [[7], [255]], transparent: 7), (0, 0, 255)).Rgb);
        Assert.Equal([0, 0, 255, 255, 255, 255], ImageDecoder.Decode(ImageBytes.DeepPng(2, [[60000, 0], [255, 65535]]), (0, 0, 255)).Rgb);
    }

    [Fact]
    public void Decode_PngOfEightBits_UsesARangeOfBytesOnly()
    {
        var file = ImageBytes.Png(2, 1, (x, _) => new((byte)x, (byte)x, (byte)x));
        Assert.Equal([0, 0, 0, 255, 255, 255], ImageDecoder.Decode(file, White, new(0, 1)).Rgb);
        Assert.Equal([0, 0, 0, 1, 1, 1], ImageDecoder.Decode(file, White, new(0, 4095)).Rgb);
        Assert.Contains("outside the range", Assert.Throws<BadImageException>(
            () => ImageDecoder.Decode(ImageBytes.Grey(2, 1, 2), White, new(0, 1))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Decode_LosslessFile_HasEveryColor(SKEncodedImageFormat format)
    {
        var raster = ImageDecoder.Decode(ImageBytes.Encode(2, 1, (x, _) => x == 0 ? new(10, 20, 30) : new(250, 0, 255), format), White);
        Assert.Equal((2, 1), (raster.Width, raster.Height));
        Assert.All(raster.Rgb.Zip(new byte[] { 10, 20, 30, 250, 0, 255 }), pair => Assert.InRange(pair.First - pair.Second, -2, 2));
    }

    [Fact]
    public void Decode_TransparentPixels_LieOverTheBackground()
    {
        var file = ImageBytes.Png(3, 1, (x, _) => new SKColor(200, 100, 0, (byte)(x == 0 ? 0 : x == 1 ? 255 : 51)));
        Assert.Equal([255, 255, 255, 200, 100, 0, 244, 224, 204], ImageDecoder.Decode(file, White).Rgb);
        Assert.Equal([0, 0, 255, 200, 100, 0, 40, 20, 204], ImageDecoder.Decode(file, (0, 0, 255)).Rgb);
    }

    /// <summary>The four corners of an 16×8 image are told apart by their grey: 0 top left, 80 top right, 160 bottom left, 240 bottom
    /// right. EXIF defines each orientation by where the file's first row and first column are on the screen.</summary>
    [Theory]
    [InlineData(1, 16, 8, 0, 80, 160, 240)]
    [InlineData(2, 16, 8, 80, 0, 240, 160)]
    [InlineData(3, 16, 8, 240, 160, 80, 0)]
    [InlineData(4, 16, 8, 160, 240, 0, 80)]
    [InlineData(5, 8, 16, 0, 160, 80, 240)]
    [InlineData(6, 8, 16, 160, 0, 240, 80)]
    [InlineData(7, 8, 16, 240, 80, 160, 0)]
    [InlineData(8, 8, 16, 80, 240, 0, 160)]
    public void Decode_ExifOrientation_TurnsTheImage(byte orientation, int width, int height, int topLeft, int topRight, int bottomLeft, int bottomRight)
    {
        foreach (var file in new[] { ImageBytes.Jpeg(16, 8, Corners, orientation), ImageBytes.Png(16, 8, Corners, orientation) })
        {
            Assert.Equal(new ImageSize(width, height), ImageDecoder.ReadSize(file));
            var raster = ImageDecoder.Decode(file, White);
            Assert.Equal((width, height), (raster.Width, raster.Height));
            int At(int x, int y) => raster.Rgb[3 * (y * width + x)];
            Assert.InRange(At(0, 0) - topLeft, -6, 6);
            Assert.InRange(At(width - 1, 0) - topRight, -6, 6);
            Assert.InRange(At(0, height - 1) - bottomLeft, -6, 6);
            Assert.InRange(At(width - 1, height - 1) - bottomRight, -6, 6);
        }

        static SKColor Corners(int x, int y) => (byte)(x < 8 ? y < 4 ? 0 : 160 : y < 4 ? 80 : 240) is var grey ? new(grey, grey, grey) : default;
    }

    [Fact]
    public void Decode_PngWithADamagedOrientation_KeepsItsRows()
    {
        var file = ImageBytes.Png(16, 8, (_, _) => SKColors.Red, orientation: 6);
        var exif = file.AsSpan().IndexOf("eXIf"u8);
        for (var at = 4; at < 30; at++)
        {
            var damaged = file.ToArray();
            damaged[exif + at] = 0xFF;
            Assert.Contains(ImageDecoder.ReadSize(damaged), new[] { new ImageSize(16, 8), new ImageSize(8, 16) });
        }
        Assert.Equal(new ImageSize(16, 8), ImageDecoder.ReadSize(ImageBytes.Png(16, 8, (_, _) => SKColors.Red, orientation: 9)));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Decode_CutAnywhere_IsRefused(SKEncodedImageFormat format)
    {
        var file = ImageBytes.Encode(40, 30, (x, y) => new((byte)(x * 37), (byte)(y * 91), (byte)(x ^ y)), format);
        for (var length = 0; length < file.Length - 32; length += 1 + file.Length / 60) // the last bytes hold checksums and end marks
            Bad(file[..length]);
    }

    [Fact]
    public void Decode_LargeImages_UseTheSameMemory()
    {
        var file = ImageBytes.Grey(2000, 1500, 200);
        const int Bytes = 4 * 2000 * 1500;
        ImageDecoder.Decode(file, White, null, raster => raster.Rgb[0]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            Assert.Equal(200, ImageDecoder.Decode(file, White, null, raster => raster.Rgb[0]));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3 * Bytes);
    }

    [Fact]
    public void Decode_Empty_SaysSo() => Assert.Equal("it is empty", Bad([]));

    [Fact]
    public void Decode_OtherContent_SaysWhatIsRead() =>
        Assert.Equal("its content is not PNG, JPEG, WebP, BMP, GIF or PNM", Bad([.. "hello, this is text and no image"u8]));

    [Fact]
    public void Decode_MoreThanTheAllowedPixels_IsRefusedBeforeAnyIsDecoded()
    {
        Assert.Equal("it declares 50000×40000 pixels, and at most 100 million are decoded", Bad(ImageBytes.PngHeader(50_000, 40_000)));
        Assert.Matches("^it declares 9000×9000 pixels, more than its [0-9]+ bytes can hold$", Bad(ImageBytes.PngHeader(9000, 9000)));
    }

    [Fact]
    public void WriteTo_OneChannel_IsTheLuma()
    {
        var pixels = new byte[3];
        new Raster(3, 1, [255, 0, 0, 0, 255, 0, 77, 77, 77]).WriteTo(pixels);
        Assert.Equal([76, 150, 77], pixels);
    }

    [Fact]
    public void WriteTo_ThreeChannels_ComeOneAfterTheOther()
    {
        var pixels = new byte[6];
        new Raster(2, 1, [1, 2, 3, 4, 5, 6]).WriteTo(pixels);
        Assert.Equal([1, 4, 2, 5, 3, 6], pixels);
    }
}
