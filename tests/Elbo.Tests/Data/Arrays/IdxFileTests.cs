using System.Security.Cryptography;
using CsCheck;
using Elbo.Data;
using Elbo.Data.Arrays;

namespace Elbo.Tests.Data.Arrays;

public sealed class IdxFileTests
{
    private static readonly byte[] Golden =
    [
        0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3,
        10, 20, 30, 40, 50, 60,
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadImages_BytesMadeByHand_HasShapeAndPixels(bool gzip)
    {
        using var stream = new MemoryStream(gzip ? IdxBytes.Gzip(Golden) : Golden);
        var images = IdxFile.ReadImages(stream, "golden");
        Assert.Equal(new ImageShape(1, 1, 3), images.Shape);
        Assert.Equal(2, images.Count);
        Assert.Equal([10, 20, 30, 40, 50, 60], images.Pixels.ToArray());
        Assert.False(images.HasLabels);
    }

    [Fact]
    public void ReadImages_StreamNotAtItsStart_ReadsFromThere()
    {
        using var stream = new MemoryStream([.. "before"u8, .. Golden]) { Position = 6 };
        Assert.Equal(2, IdxFile.ReadImages(stream, "golden").Count);
    }

    [Fact]
    public void ReadLabels_BytesMadeByHand_HasLabels()
    {
        using var stream = new MemoryStream([0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 255]);
        Assert.Equal([7, 0, 255], IdxFile.ReadLabels(stream, "golden"));
    }

    [Fact]
    public void Write_TwoImages_MakesTheBytesOfTheFormat()
    {
        using var folder = new TempFolder();
        IdxFile.Write(folder.File("i"), new ImageSet(new(1, 1, 3), new byte[] { 10, 20, 30, 40, 50, 60 }));
        Assert.Equal(Golden, File.ReadAllBytes(folder.File("i")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".gz")]
    public void Write_ThenRead_GivesTheSameSet(string ending)
    {
        using var folder = new TempFolder();
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 7], Gen.Int[1, 7])
            .SelectMany((n, h, w) => Gen.Select(Gen.Byte.Array[n * h * w], Gen.Byte.Array[n]).Select((p, l) => new ImageSet(new(1, h, w), p, l)))
            .Sample(set =>
            {
                var (images, labels) = (folder.File("images" + ending), folder.File("labels" + ending));
                IdxFile.Write(images, set, labels);
                var read = IdxFile.ReadImages(images, labels);
                Assert.Equal(set.Shape, read.Shape);
                Assert.Equal(set.Pixels, read.Pixels);
                Assert.Equal(set.Labels, read.Labels);
            }, iter: 20, threads: 1);
    }

    [Fact]
    public void ImagesSha256_AnySet_IsThatOfTheUncompressedFile()
    {
        var set = new ImageSet(new(1, 1, 3), new byte[] { 10, 20, 30, 40, 50, 60 });
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Golden)), IdxFile.ImagesSha256(set));
    }

    [Fact]
    public void Write_ColourImages_Throws()
    {
        var error = Assert.Throws<DataException>(() => IdxFile.Write("never", new ImageSet(new(3, 1, 1), new byte[3])));
        Assert.Equal("The images have 3 channels; IDX files hold 1. Make them grey, or save them as PNG files.", error.Message);
    }

    [Fact]
    public void Write_LabelsOfUnlabelledImages_Throws()
    {
        var error = Assert.Throws<DataException>(() => IdxFile.Write("never", new ImageSet(new(1, 1, 1), new byte[1]), "labels"));
        Assert.Equal("The images have no labels to write to labels. Leave the second file out.", error.Message);
    }

    [Fact]
    public void ReadImages_LabelsOfAnotherCount_NamesBothFiles()
    {
        using var folder = new TempFolder();
        var (images, labels) = (folder.Write("i", Golden), folder.Write("l", IdxBytes.Labels(3, 1, 2, 3)));
        var error = Assert.Throws<DataException>(() => IdxFile.ReadImages(images, labels));
        Assert.Equal($"{images} holds 2 images but {labels} holds 3 labels; each image needs one label. Give the two files of the same split.", error.Message);
    }
}
