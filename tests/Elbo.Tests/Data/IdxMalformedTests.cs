using CsCheck;
using Elbo.Data.Arrays;
using Elbo.Files;

namespace Elbo.Tests.Data;

public sealed class IdxMalformedTests
{
    private static string ImagesError(byte[] bytes, string name = "f") =>
        Assert.Throws<DataException>(() => IdxFile.ReadImages(new MemoryStream(bytes), name)).Message;

    [Fact]
    public void ReadImages_Empty_SaysSo() =>
        Assert.Equal("f is empty (0 bytes); an IDX file of images has at least 17. Download it again.", ImagesError([]));

    [Fact]
    public void ReadImages_FileOfLabels_SaysWhatItHolds() => Assert.Equal(
        "f holds labels (magic number 0x00000801), not images (0x00000803). Give the file of images; its name usually has images-idx3.",
        ImagesError(IdxBytes.Labels(1, 5)));

    [Fact]
    public void ReadLabels_FileOfImages_SaysWhatItHolds()
    {
        var error = Assert.Throws<DataException>(() => IdxFile.ReadLabels(new MemoryStream(IdxBytes.Images(1, 1, 1, 5)), "f"));
        Assert.Equal(
            "f holds images (magic number 0x00000803), not labels (0x00000801). Give the file of labels; its name usually has labels-idx1.", error.Message);
    }

    [Fact]
    public void ReadImages_OtherElementType_NamesIt() => Assert.Equal(
        "f is an IDX file of 32-bit floats in 4 dimensions (magic number 0x00000D04); images are unsigned bytes in 3 (0x00000803). "
        + "Convert it, or give another file.",
        ImagesError(IdxBytes.Make(0x0D04, [1, 1, 1, 1], new byte[4])));

    [Fact]
    public void ReadImages_OtherFormat_NamesItOrShowsItsFirstBytes()
    {
        Assert.Equal(
            "f is an HDF5 file. Save its arrays in Python: numpy.savez('images.npz', images=…, labels=…).",
            ImagesError([0x89, .. "HDF\r\n"u8, 0x1A, 0x0A]));
        Assert.Equal(
            "f.pkl.gz is compressed with gzip, and holds a Python pickle, which could run code when it is read. "
                + "Save its arrays in Python: numpy.savez('images.npz', images=…, labels=…).",
            ImagesError(IdxBytes.Gzip([0x80, 4, 0x95, 1, 2, 3]), "f.pkl.gz"));
        Assert.Equal("f.data is text. If it is a table, give it the ending .csv.", ImagesError([.. "39, State-gov, 77516"u8], "f.data"));
        Assert.Equal(
            "f.bin starts with the bytes 89 01 02 03; an IDX file of images starts with 00 00 08 03, a compressed one with 1F 8B. "
                + "Give an IDX file, or download it again.",
            ImagesError([0x89, 1, 2, 3, 0, 0], "f.bin"));
    }

    [Fact]
    public void ReadImages_WebPage_SaysSo() => Assert.Equal(
        "f.gz is a web page, saved in the file's place. Download the file again.",
        ImagesError([.. "<!DOCTYPE html>"u8], "f.gz"));

    [Fact]
    public void ReadImages_NamedGzButNeither_SaysSo()
    {
        Assert.Equal(
            "f.gz starts with the bytes 01 02 03 04; an IDX file of images starts with 00 00 08 03, a compressed one with 1F 8B. "
                + "It is named .gz but is not compressed, nor is it IDX. Download it again.",
            ImagesError([1, 2, 3, 4, 5], "f.gz"));
        Assert.Equal(
            "f.gz starts, unpacked, with the bytes 01 02 03 04; an IDX file of images starts with 00 00 08 03, a compressed one with 1F 8B. "
                + "Give an IDX file, or download it again.",
            ImagesError(IdxBytes.Gzip([1, 2, 3, 4, 5]), "f.gz"));
    }

    [Fact]
    public void ReadImages_NamedGzButPlain_Reads() =>
        Assert.Equal(1, IdxFile.ReadImages(new MemoryStream(IdxBytes.Images(1, 1, 1, 9)), "f.gz").Count);

    [Fact]
    public void ReadImages_EndsInHeader_SaysWhere() => Assert.Equal(
        "f ends after 10 bytes, inside its header; an IDX file of images has a header of 16. Download it again.",
        ImagesError(IdxBytes.Images(1, 1, 1)[..10]));

    [Fact]
    public void ReadImages_Short_SaysHowMuch() => Assert.Equal(
        "f is cut short: it declares 2 images of 2×2 pixels (8 bytes), but 5 bytes follow its header. Download it again.",
        ImagesError(IdxBytes.Images(2, 2, 2, new byte[5])));

    [Fact]
    public void ReadImages_ShortInsideGzip_SaysHowMuch() => Assert.Equal(
        "f is cut short: it declares 2 images of 2×2 pixels (8 bytes), but 5 bytes follow its header. Download it again.",
        ImagesError(IdxBytes.Gzip(IdxBytes.Images(2, 2, 2, new byte[5]))));

    [Fact]
    public void ReadImages_Surplus_SaysHowMuch() => Assert.Equal(
        "f declares 2 images of 2×2 pixels (8 bytes), but 1,492 more bytes follow them. Download it again.",
        ImagesError(IdxBytes.Images(2, 2, 2, new byte[1500])));

    [Fact]
    public void ReadImages_SurplusInsideGzip_StopsAtTheFirst() => Assert.Equal(
        "f declares 2 images of 2×2 pixels (8 bytes), but more bytes follow them. Download it again.",
        ImagesError(IdxBytes.Gzip(IdxBytes.Images(2, 2, 2, new byte[1_000_000]))));

    [Fact]
    public void ReadImages_NoImages_Throws() =>
        Assert.Equal("f holds 0 images; at least 1 is needed. Give another file.", ImagesError(IdxBytes.Images(0, 28, 28)));

    [Fact]
    public void ReadImages_RowsOfNoPixel_Throws() =>
        Assert.Equal("f declares images of 28×0 pixels; each side must be at least 1. Download it again.", ImagesError(IdxBytes.Images(5, 28, 0)));

    [Fact]
    public void ReadImages_HugeSizesPlain_FailsWithoutAllocating()
    {
        var bytes = IdxBytes.Images(uint.MaxValue, uint.MaxValue, uint.MaxValue, 1, 2, 3);
        var (message, allocated) = Allocated(() => ImagesError(bytes));
        Assert.Equal(
            "f is cut short: it declares 4,294,967,295 images of 4294967295×4294967295 pixels (79,228,162,458,924,105,385,300,197,375 bytes), "
            + "but 3 bytes follow its header. Download it again.",
            message);
        Assert.InRange(allocated, 0, 1_000_000);
    }

    [Fact]
    public void ReadImages_HugeSizesInsideGzip_FailsWithoutAllocating()
    {
        var bytes = IdxBytes.Gzip(IdxBytes.Images(2_000_000, 28, 28, 1, 2, 3));
        var (message, allocated) = Allocated(() => ImagesError(bytes));
        Assert.Equal(
            $"f declares 2,000,000 images of 28×28 pixels (1,568,000,000 bytes), more than its {bytes.Length} compressed bytes can hold. Download it again.",
            message);
        Assert.InRange(allocated, 0, 1_000_000);
    }

    [Fact]
    public void ReadImages_FalseSizeThatGzipCouldHold_AllocatesWhatArrives()
    {
        var noise = new byte[200_000];
        new Random(1).NextBytes(noise);
        var bytes = IdxBytes.Gzip(IdxBytes.Images(200_000, 28, 28, noise));
        var (message, allocated) = Allocated(() => ImagesError(bytes));
        Assert.StartsWith(
            "f is cut short: it declares 200,000 images of 28×28 pixels (156,800,000 bytes), but 200,000 bytes follow", message, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, 4_000_000);
    }

    [Fact]
    public void ReadImages_Bomb_StopsAtTheDeclaredSize()
    {
        var bytes = IdxBytes.Gzip(IdxBytes.Images(1, 1, 1, new byte[100_000_000]));
        var (message, allocated) = Allocated(() => ImagesError(bytes));
        Assert.Equal("f declares 1 images of 1×1 pixels (1 bytes), but more bytes follow them. Download it again.", message);
        Assert.InRange(allocated, 0, 1_000_000);
    }

    [Fact]
    public void ReadImages_DamagedGzip_SaysSo()
    {
        var bytes = IdxBytes.Gzip(IdxBytes.Images(2, 2, 2, 1, 2, 3, 4, 5, 6, 7, 8));
        bytes[^6] ^= 0xFF;
        var message = ImagesError(bytes);
        Assert.StartsWith("f is damaged: its gzip compression does not decode (", message, StringComparison.Ordinal);
        Assert.EndsWith("). Download it again.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadImages_Missing_NamesThePath()
    {
        using var folder = new TempFolder();
        var path = folder.File("absent");
        var error = Assert.Throws<DataException>(() => IdxFile.ReadImages(path));
        Assert.Equal($"{path} does not exist. Check the spelling, or give the file's full path.", error.Message);
    }

    [Fact]
    public void ReadImages_Folder_SaysSo()
    {
        using var folder = new TempFolder();
        var error = Assert.Throws<DataException>(() => IdxFile.ReadImages(folder.Path));
        Assert.Equal($"{folder.Path} is a folder, but one file is needed here. Name a file in it.", error.Message);
    }

    [Fact]
    public void ReadImages_NoPermission_SaysSo()
    {
        // The superuser may read every file, so the refusal is raised by hand where a file would be read.
        using var folder = new TempFolder();
        var path = folder.Write("i", IdxBytes.Images(1, 1, 1, 0));
        var error = Assert.Throws<DataException>(() => DataFile.Read<int>(path, _ => throw new UnauthorizedAccessException()));
        Assert.Equal($"{path} may not be read by this user. Change its permissions, or copy it to a place you can read.", error.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadImages_CutAnywhere_ThrowsUnlessEveryPixelIsThere(bool gzip)
    {
        var plain = IdxBytes.Images(3, 4, 5, [.. Enumerable.Range(0, 60).Select(i => (byte)(i * 37))]);
        var bytes = gzip ? IdxBytes.Gzip(plain) : plain;
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            try
            {
                // A gzip file that lost only its end mark and trailer still has every pixel.
                var images = IdxFile.ReadImages(new MemoryStream(cut), "f");
                Assert.True(gzip && length >= bytes.Length - 10);
                Assert.Equal(plain[16..], images.Pixels.ToArray());
            }
            catch (DataException)
            {
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadImages_BytesChanged_GivesImagesOrDataException(bool gzip)
    {
        var plain = IdxBytes.Images(3, 4, 5, [.. Enumerable.Range(0, 60).Select(i => (byte)(i * 37))]);
        var bytes = gzip ? IdxBytes.Gzip(plain) : plain;
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            var changed = (byte[])bytes.Clone();
            foreach (var (index, value) in changes)
                changed[index] = value;
            try
            {
                Assert.InRange(IdxFile.ReadImages(new MemoryStream(changed), "f").Pixels.Length, 1, 1_000_000);
            }
            catch (DataException)
            {
            }
        }, iter: 2000, threads: 1);
    }

    private static (string Message, long Allocated) Allocated(Func<string> read)
    {
        read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = read();
        return (message, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
