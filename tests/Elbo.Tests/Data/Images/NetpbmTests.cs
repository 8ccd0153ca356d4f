using System.Text;
using Elbo.Data;
using Elbo.Data.Images;

namespace Elbo.Tests.Data.Images;

public sealed class NetpbmTests
{
    private static byte[] File(string header, params byte[] samples) => [.. Encoding.ASCII.GetBytes(header), .. samples];

    private static byte[] Rgb(byte[] file, PixelRange? range = null) => ImageDecoder.Decode(file, (255, 255, 255), range).Rgb;

    private static string Bad(byte[] file) => Assert.Throws<BadImageException>(() => Rgb(file)).Message;

    [Fact]
    public void Decode_EachKind_IsTheSamePicture()
    {
        byte[] grey = [0, 0, 0, 51, 51, 51, 204, 204, 204, 255, 255, 255];
        Assert.Equal(grey, Rgb(File("P2\n# a comment\n2 2 # and another\n255\n0 51\n204 255\n")));
        Assert.Equal(grey, Rgb(File("P5\n2 2\n255\n", 0, 51, 204, 255)));
        Assert.Equal(grey, Rgb(File("P5 2 2 5\n", 0, 1, 4, 5)));
        Assert.Equal(grey, Rgb(File("P5\n2 2\n1000\n", 0, 0, 0, 200, 3, 32, 3, 232)));
        Assert.Equal([1, 2, 3, 4, 5, 6], Rgb(File("P3 2 1 255 1 2 3 4 5 6")));
        Assert.Equal([1, 2, 3, 4, 5, 6], Rgb(File("P6 2 1 255 ", 1, 2, 3, 4, 5, 6)));
        byte[] bits = [255, 255, 255, 0, 0, 0, 0, 0, 0, 255, 255, 255];
        Assert.Equal(bits, Rgb(File("P1 2 2 01\n10")));
        Assert.Equal(bits, Rgb(File("P4 2 2 ", 0b0100_0000, 0b1000_0000)));
        Assert.Equal(new ImageSize(2, 2), ImageDecoder.ReadSize(File("P5\n2 2\n255\n", 0, 51, 204, 255)));
    }

    [Fact]
    public void Decode_Range_OverridesTheDeclaredOne()
    {
        Assert.Equal([255, 255, 255], Rgb(File("P5 1 1 65535\n", 15, 255), new(0, 4095)));
        Assert.Equal([51, 51, 51], Rgb(File("P5 1 1 255\n", 51), new(0, 4095)));
    }

    [Fact]
    public void Decode_Damage_IsRefused()
    {
        Assert.Equal("it ends before its last pixel", Bad(File("P5 2 2 255 ", 1, 2, 3)));
        Assert.Equal("it ends before its last pixel", Bad(File("P2 2 2 255 1 2 3")));
        Assert.Equal("it ends before its last pixel", Bad(File("P5 2")));
        Assert.Equal("it holds the byte 0x78 where a number is expected", Bad(File("P2 2 2 255 1 x")));
        Assert.Equal("it holds the value 9, and its header declares at most 5", Bad(File("P5 1 1 5\n", 9)));
        Assert.Equal("its header declares 0×2 pixels of at most 255", Bad(File("P5 0 2 255 ", 1)));
        Assert.Equal("its header declares 2×2 pixels of at most 99999", Bad(File("P5 2 2 99999 ", 1)));
        Assert.Contains("it declares 99999×99999 pixels", Bad(File("P5 99999 99999 255 ", 1)), StringComparison.Ordinal);
        Assert.Contains("it declares 9000×9000 pixels, more than its 20 bytes can hold", Bad(File("P5 9000 9000 255 \n ", 1)), StringComparison.Ordinal);
    }
}
