using Elbo.Compute.Randomness;
using Elbo.Data;

namespace Elbo.Tests.Data;

public sealed class PixelValuesTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    public void Draw_WordsAroundTheThreshold_AreComparedExactly(int lanes)
    {
        // For each byte the words just below and above byte · 2³² / 255, and both ends.
        byte[] image = [.. Enumerable.Range(0, 256).SelectMany(b => Enumerable.Repeat((byte)b, 5))];
        uint[] words =
        [
            .. Enumerable.Range(0, 256).SelectMany(b => (uint[])[0, (uint)b * 0x01010101 - 1, (uint)b * 0x01010101, (uint)b * 0x01010101 + 1, uint.MaxValue]),
        ];
        var drawn = new float[image.Length];
        PixelValues.Draw(image, words, drawn, lanes);
        Assert.Equal(image.Zip(words, (b, w) => w * (UInt128)255 < (UInt128)b << 32 ? 1f : 0f), drawn);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    public void Draw_AnyLength_WritesItsRowAlone(int lanes)
    {
        for (var length = 0; length <= 70; length++)
        {
            var (image, words, drawn) = (new byte[length], new uint[length], Enumerable.Repeat(7f, length + 1).ToArray());
            new Philox(1, RandomStream.Prior).FillBits(length, words);
            for (var i = 0; i < length; i++)
                image[i] = (byte)(words[i] >> 3);
            PixelValues.Draw(image, words, drawn.AsSpan(0, length), lanes);
            Assert.Equal([.. image.Zip(words, (b, w) => w * (UInt128)255 < (UInt128)b << 32 ? 1f : 0f), 7f], drawn);
        }
    }

    [Fact]
    public void Grey_AnyLength_IsTheByteOver255()
    {
        for (var length = 0; length <= 300; length += length < 70 ? 1 : 23)
        {
            byte[] image = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 37))];
            var grey = Enumerable.Repeat(7f, length + 1).ToArray();
            PixelValues.Grey(image, grey.AsSpan(0, length));
            Assert.Equal([.. image.Select(b => b * (1f / 255)), 7f], grey);
        }
    }
}
