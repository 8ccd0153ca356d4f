using System.Formats.Tar;
using System.IO.Compression;
using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Data.Known;
using SkiaSharp;

namespace Elbo.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TempFolder folder = new();

    private DataPlaces Places => new(null, null, null, null) { Cache = folder.File("cache") };

    private const string Dark = "the largest value is 119 of 255, so the images are dark; if 119 is white, use --range 0..119";

    private string Root => folder.File("photos");

    public void Dispose() => folder.Dispose();

    private void Put(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, path))!);
        File.WriteAllBytes(Path.Combine(Root, path), content);
    }

    /// <summary>Twenty grey images in each of two subfolders; each image has its own value.</summary>
    private void PutClasses(string below = "")
    {
        for (var i = 0; i < 20; i++)
        {
            Put($"{below}cats/{i}.png", ImageBytes.Grey(4, 3, (byte)i));
            Put($"{below}Dogs/{i}.png", ImageBytes.Grey(4, 3, (byte)(100 + i)));
        }
    }

    private Dataset<ImageSet> Load(DataOptions? options = null, string? data = null) => Datasets.LoadFrom(data ?? Root, options, Places);

    private string Error(DataOptions? options = null) => Assert.Throws<DataException>(() => Load(options)).Message;

    private static string[] Rows(ImageSet images) =>
        [.. Enumerable.Range(0, images.Count).Select(i => $"{images.Names![i]} {(images.HasLabels ? images.Labels[i] : -1)} {images.Image(i)[0]}")];

    [Fact]
    public void Load_Subfolders_AreLabelsInOrdinalOrder()
    {
        PutClasses();
        var data = Load();
        Assert.Equal(new ImageShape(1, 3, 4), data.Train.Shape);
        Assert.Equal(["Dogs", "cats"], data.Train.LabelNames!);
        Assert.Equal(40, data.Train.Count + data.Test.Count);
        foreach (var row in Rows(data.Train).Concat(Rows(data.Test)))
        {
            var (path, label, value) = row.Split(' ') switch { var part => (part[0], part[1], int.Parse(part[2], null)) };
            Assert.Equal(path.StartsWith("Dogs", StringComparison.Ordinal) ? "0" : "1", label);
            Assert.Equal(int.Parse(Path.GetFileNameWithoutExtension(path), null) + (label == "0" ? 100 : 0), value);
        }
        Assert.Contains($"{data.Test.Count} of 40 images", data.TestSplit, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ATenth_IsHeldOutByItsPathAndStaysHeldOut()
    {
        for (var i = 0; i < 200; i++)
            Put($"{i}.png", ImageBytes.Grey(1, 1, (byte)i));
        var before = Load();
        Assert.InRange(before.Test.Count, 8, 32);
        Assert.False(before.Test.HasLabels);
        Assert.NotEqual(before.Train.Names!.Order(StringComparer.Ordinal), before.Train.Names!);
        Put("another.png", ImageBytes.Grey(1, 1, 7));
        File.Delete(Path.Combine(Root, before.Train.Names![0]));
        Assert.Subset(Load().Test.Names!.Append("another.png").ToHashSet(), before.Test.Names!.ToHashSet());
    }

    [Fact]
    public void Load_FoldersNamedAsSplits_AreTheSplits()
    {
        PutClasses("train/");
        Put("validation/cats/a.png", ImageBytes.Grey(4, 3, 50));
        Put("test/birds/b.png", ImageBytes.Grey(4, 3, 60));
        var data = Load();
        Assert.Equal((40, 1, 1), (data.Train.Count, data.Validation!.Count, data.Test.Count));
        Assert.Equal(["Dogs", "birds", "cats"], data.Test.LabelNames!);
        Assert.Equal(["test/birds/b.png 1 60"], Rows(data.Test));
        Assert.Equal(("its own folder", "its own folder"), (data.TestSplit, data.ValidationSplit));
    }

    [Fact]
    public void Load_TarAndZip_AreTheFolder()
    {
        PutClasses();
        var (tar, zip) = (folder.File("photos.tar"), folder.File("photos.zip"));
        TarFile.CreateFromDirectory(Root, tar, includeBaseDirectory: true);
        ZipFile.CreateFromDirectory(Root, zip);
        var expected = Load();
        foreach (var data in new[] { Load(data: tar), Load(data: zip) })
        {
            Assert.Equal(Rows(expected.Train), Rows(data.Train));
            Assert.Equal(Rows(expected.Test), Rows(data.Test));
            Assert.Equal(expected.Train.Fingerprint(), data.Train.Fingerprint());
        }
    }

    [Fact]
    public void Load_GreyPixelsInColorFiles_IsGreyUnlessOneIsColored()
    {
        PutClasses();
        Assert.Equal(1, Load().Train.Shape.Channels);
        Assert.Equal(3, Load(new() { Color = ImageColor.Rgb }).Train.Shape.Channels);
        Put("cats/red.png", ImageBytes.Png(4, 3, (_, _) => SKColors.Red));
        var colored = Load();
        Assert.Equal(3, colored.Train.Shape.Channels);
        var set = colored.Train.Names!.Contains("cats/red.png") ? colored.Train : colored.Test;
        var at = set.Names!.Index().First(name => name.Item == "cats/red.png").Index;
        Assert.Equal([.. Enumerable.Repeat((byte)255, 12), .. new byte[24]], set.Image(at).ToArray());
        Assert.Equal(1, Load(new() { Color = ImageColor.Grey }).Train.Shape.Channels);
    }

    [Fact]
    public void Load_OtherSizes_NamesThemAndTheRemedy()
    {
        PutClasses();
        Put("cats/wide.png", ImageBytes.Grey(9, 3, 1));
        Put("cats/high.png", ImageBytes.Grey(4, 8, 1));
        Assert.Equal(
            $"The images in {Root} differ in size: 40 have 4x3, 2 another: cats/high.png (4x8), cats/wide.png (9x3). "
            + "One size is needed: use --size 4x3, with --fit crop, pad or stretch.",
            Error());
        Assert.Equal(new ImageShape(1, 5, 6), Load(new() { Size = new(6, 5) }).Train.Shape);
    }

    [Fact]
    public void Load_Cropped_ReadsTheMiddleAndNamesSmallerImages()
    {
        PutClasses();
        Put("cats/wide.png", ImageBytes.Grey(9, 5, 1));
        Assert.Equal(new ImageShape(1, 3, 2), Load(new() { Crop = new(2, 3) }).Train.Shape);
        Assert.Equal(new ImageShape(1, 6, 6), Load(new() { Crop = new(2, 3), Size = new(6, 6) }).Train.Shape);
        Assert.Contains(
            "cannot be used: it is 4x3 pixels, smaller than --crop 5x2. Give a smaller --crop, or use --skip-bad",
            Error(new() { Crop = new(5, 2) }), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DamagedFile_IsNamedOrSkippedAndCounted()
    {
        PutClasses();
        Put("cats/7.png", [1, 2, 3]);
        Assert.Equal(
            $"cats/7.png in {Root} is damaged: its content is not PNG, JPEG, WebP, BMP, GIF or PNM. "
                + "Replace or remove it, or use --skip-bad to leave such files out.",
            Error());
        for (var turn = 0; turn < 2; turn++) // decoded, then from the cache
        {
            var data = Load(new() { SkipBad = true });
            Assert.Equal(39, data.Train.Count + data.Test.Count);
            Assert.DoesNotContain("cats/7.png", data.Train.Names!.Concat(data.Test.Names!));
            Assert.Equal(["1 of 40 images left out: cats/7.png (its content is not PNG, JPEG, WebP, BMP, GIF or PNM)", Dark], data.Notes);
            Assert.All(
                Rows(data.Train),
                row => Assert.Equal(int.Parse(row.Split(' ')[2], null) % 100, int.Parse(Path.GetFileNameWithoutExtension(row.Split(' ')[0]), null)));
        }
    }

    [Fact]
    public void Load_AllDamaged_SaysThatNothingIsLeft()
    {
        Put("a.png", [1]);
        Put("b.png", [2]);
        Assert.Contains("has no training image left, with 2 of 2 files left out", Error(new() { SkipBad = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoImages_SaysWhatIsThere()
    {
        Directory.CreateDirectory(Root);
        Assert.Contains("holds no image; it is empty.", Error(), StringComparison.Ordinal);
        Put("mnist.gz.part", [1]);
        Assert.EndsWith("(.part). Its download is not finished: elbo data fetch goes on with it.", Error(), StringComparison.Ordinal);
        Put("rows.csv", [1]);
        Assert.EndsWith("Give its table, rows.csv.", Error(), StringComparison.Ordinal);
        File.Delete(Path.Combine(Root, "mnist.gz.part"));
        File.Delete(Path.Combine(Root, "rows.csv"));
        Put("notes.txt", [1]);
        Put("scan.tif", [1]);
        Put(".hidden.png", [1]);
        Assert.Contains("holds no image, but 2 files of other kinds (.tif, .txt).", Error(), StringComparison.Ordinal);
        Put("one.png", ImageBytes.Grey(1, 1, 200));
        Assert.Contains("holds 1 image; at least 2 are needed", Error(), StringComparison.Ordinal);
        Put("two.png", ImageBytes.Grey(1, 1, 200));
        Assert.Equal(["2 files of other kinds (.tif, .txt) left out"], Load().Notes);
    }

    [Fact]
    public void Load_ImagesBesideSubfolders_IsRefused()
    {
        PutClasses();
        Put("stray.png", ImageBytes.Grey(4, 3, 1));
        Assert.Contains("holds images in subfolders, which are their labels, and 1 beside them, such as stray.png.", Error(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MoreThan256Subfolders_HasNoLabels()
    {
        for (var i = 0; i < 257; i++)
            Put($"{i}/a.png", ImageBytes.Grey(1, 1, (byte)i));
        var data = Load();
        Assert.False(data.Train.HasLabels);
        Assert.Equal(["257 subfolders are more than the 256 labels there may be: the images have none"], data.Notes);
    }

    [Fact]
    public void Load_Again_ReadsTheCacheUntilAFileOrAnOptionChanges()
    {
        PutClasses();
        var first = Load();
        string[] Cached() => [.. Directory.GetFiles(folder.File("cache/images"), "*.pixels").Order(StringComparer.Ordinal)];
        var kept = Assert.Single(Cached());
        var written = File.GetLastWriteTimeUtc(kept);
        Assert.Equal(first.Train.Fingerprint(), Load().Train.Fingerprint());
        Assert.Equal(written, File.GetLastWriteTimeUtc(Assert.Single(Cached())));
        Load(new() { Size = new(2, 2) });
        Put("cats/3.png", ImageBytes.Grey(4, 3, 77));
        File.SetLastWriteTimeUtc(Path.Combine(Root, "cats/3.png"), new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Contains(Rows(Load().Train).Concat(Rows(Load().Test)), row => row == "cats/3.png 1 77");
        Assert.Equal(3, Cached().Length);
        Assert.Empty(Directory.GetFiles(folder.File("cache/images"), ".*"));
    }

    /// <summary>A mapping would stay until the process ends, for every small set that a service reads.</summary>
    [Fact]
    public void Load_FewImages_AreInMemory()
    {
        PutClasses();
        Assert.Null(Load().Train.Source.Path);
        Assert.Null(Load().Test.Source.Path);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Load_DamagedCache_IsMadeAgain(int length)
    {
        PutClasses();
        var expected = Rows(Load().Train);
        var kept = Directory.GetFiles(folder.File("cache/images"), "*.pixels")[0];
        File.Delete(kept);
        File.WriteAllBytes(kept, new byte[length * 40 * 12]);
        Assert.Equal(expected, Rows(Load().Train));
    }

    [Fact]
    public void Load_CacheThatCannotBeWritten_NamesTheRemedy()
    {
        PutClasses();
        folder.Write("cache", [1]);
        var error = Error();
        Assert.Contains("could not be written", error, StringComparison.Ordinal);
        Assert.Contains("set ELBO_CACHE to a folder on another disk", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Cancelled_LeavesNothingBehind()
    {
        PutClasses();
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Datasets.LoadWatched(Root, null, Places, null, cancellation.Token));
        Assert.Empty(Directory.GetFiles(folder.File("cache/images")));
    }

    [Fact]
    public void Load_OptionsForOtherData_AreRefused()
    {
        var file = folder.Write("train-images-idx3-ubyte", IdxBytes.Images(2, 1, 1, 1, 2));
        Assert.Contains(
            "say how image files are read", Assert.Throws<OptionsException>(() => Load(new() { SkipBad = true }, file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_OptionsOutOfRange_NamesEach()
    {
        var error = Assert.Throws<OptionsException>(() => new DataOptions { Size = new(0, 9000), Background = "blurple" }.Validate());
        Assert.Equal(2, error.Faults.Count);
    }

    [Fact]
    public void Load_DamagedArchive_SaysSo()
    {
        Assert.Contains(
            "is not a zip archive, or is damaged",
            Assert.Throws<DataException>(() => Load(data: folder.Write("a.zip", new byte[100]))).Message,
            StringComparison.Ordinal);
        Assert.Throws<DataException>(() => Load(data: folder.Write("a.tar", [.. Enumerable.Range(0, 2000).Select(i => (byte)i)])));
    }

    /// <summary>Each image alone would have another range.</summary>
    [Fact]
    public void Load_FilesOfSixteenBits_HaveOneRange()
    {
        for (var i = 0; i < 20; i++)
            Put($"{i:00}.png", ImageBytes.DeepPng(2, [[0], [(ushort)(4000 - 200 * i)]]));
        foreach (var _ in new[] { "decoded", "cached" })
        {
            var data = Load();
            Assert.All(data.All().Names!, (name, i) => Assert.Equal(
                Math.Round((4000 - 200 * int.Parse(name[..2], null)) * 255 / 4095.0), data.All().Image(i)[1]));
            Assert.Equal(new DataOptions { Range = new(0, 4095) }, data.Options);
            Assert.Equal(
                "16-bit files, whose values are all up to 4095: 0 is read as black, 4095 as white, values between them as 256 grey levels "
                    + "(--range reads them otherwise)", Assert.Single(data.Notes));
        }
        Put("20.png", ImageBytes.DeepPng(2, [[0], [65535]]));
        Assert.Equal(new(0, 65535), Load().Options!.Range);
        Assert.Contains(
            "cannot be used: it holds the value 0, outside the range 500..70000. Say with --range which values are black and white here, or use --skip-bad",
            Error(new() { Range = new(500, 70000) }), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DamagedFileAmongSixteenBits_IsNamedOrLeftOut()
    {
        for (var i = 0; i < 9; i++)
            Put($"{i}.png", ImageBytes.DeepPng(2, [[0], [300]]));
        Put("9.png", ImageBytes.DeepPng(2, [[0], [60000]])[..40]);
        Assert.Contains("9.png in", Error(), StringComparison.Ordinal);
        var data = Load(new() { SkipBad = true });
        Assert.Equal(new(0, 1023), data.Options!.Range);
        Assert.Equal(9, data.All().Count);
    }
}
