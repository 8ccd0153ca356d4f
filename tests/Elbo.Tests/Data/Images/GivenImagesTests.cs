using System.IO.Compression;
using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Data.Known;
using Elbo.Files.NumPy;
using Elbo.Tests.Reports.Figures;

namespace Elbo.Tests.Data.Images;

public sealed class GivenImagesTests : IDisposable
{
    private readonly TempFolder folder = new();

    private DataPlaces Places => new(null, null, null, null) { Cache = folder.File("cache") };

    public void Dispose() => folder.Dispose();

    private string Put(string path, byte value)
    {
        var file = Path.Combine(folder.File("photos"), path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, ImageBytes.Grey(4, 3, value));
        return file;
    }

    private GivenImages Load(string data, DataOptions? options = null) =>
        GivenImages.LoadFrom(data, options, Places, cancellation: TestContext.Current.CancellationToken);

    private static string[] Rows(ImageSet images) =>
        [
            .. Enumerable.Range(0, images.Count).Select(
                i => $"{images.Names![i]} {(images.HasLabels ? images.LabelName(images.Labels[i]) : "-")} {images.Image(i)[0]}"),
        ];

    [Fact]
    public void Load_FolderOrZip_IsInTheOrderOfPaths()
    {
        foreach (var (path, value) in new[] { ("b/2.png", 2), ("a/3.png", 3), ("b/1.png", 1), ("a/10.png", 10) })
            Put(path, (byte)value);
        ZipFile.CreateFromDirectory(folder.File("photos"), folder.File("photos.zip"));
        string[] expected = ["a/10.png a 10", "a/3.png a 3", "b/1.png b 1", "b/2.png b 2"];
        Assert.Equal(expected, Rows(Load(folder.File("photos")).Images));
        Assert.Equal(expected, Rows(Load(folder.File("photos.zip")).Images));
        Assert.Equal(expected[2..], Rows(Load(folder.File("photos"), new() { Labels = ["b"] }).Images));
    }

    [Fact]
    public void Load_ImagesBesideSubfolders_HaveNoLabels()
    {
        Put("a/1.png", 1);
        Put("2.png", 2);
        Assert.Equal(["2.png - 2", "a/1.png - 1"], Rows(Load(folder.File("photos")).Images));
    }

    [Fact]
    public void Load_AllDark_IsSaid()
    {
        Put("1.png", 9);
        Put("2.png", 15);
        Assert.Equal(
            "the largest value is 15 of 255, so the images are dark; if 15 is white, use --range 0..15",
            Assert.Single(Load(folder.File("photos")).Notes));
        Assert.Empty(Load(folder.File("photos"), new() { Range = new(0, 15) }).Notes);
        Put("3.png", 200);
        Assert.Empty(Load(folder.File("photos")).Notes);
    }

    [Fact]
    public void Load_SplitFolders_AreAllTakenByTheirLabels()
    {
        Put("train/a/1.png", 1);
        Put("test/b/2.png", 2);
        Assert.Equal(["test/b/2.png b 2", "train/a/1.png a 1"], Rows(Load(folder.File("photos")).Images));
    }

    [Fact]
    public void Load_FilesOfOneNameAndDate_AreToldApartByTheirFolder()
    {
        var date = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (var value in new byte[] { 10, 20 })
            File.SetLastWriteTimeUtc(Put($"{value}/0.png", value), date);
        Assert.Equal(10, Load(folder.File("photos/10/0.png")).Images.Image(0)[0]);
        Assert.Equal(20, Load(folder.File("photos/20/0.png")).Images.Image(0)[0]);
        Assert.Equal(20, Load(folder.File("photos/20")).Images.Image(0)[0]);
    }

    [Fact]
    public void Load_Npy_KeepsTheOrderOfItsRows()
    {
        NpyFile.Write<byte>(folder.File("x.npy"), [.. Enumerable.Range(0, 20).Select(i => (byte)i)], 20, 1, 1);
        var images = Load(folder.File("x.npy")).Images;
        Assert.Equal([.. Enumerable.Range(0, 20).Select(i => (byte)i)], images.Pixels.ToArray());
        Assert.Null(images.Names);
    }

    [Fact]
    public void Load_RangeOfARun_IsNotThatOfTheFile()
    {
        // The largest value of these images would make them ten bits.
        NpyFile.Write<ushort>(folder.File("x.npy"), [0, 819, 273, 1023], 2, 1, 2);
        Assert.Equal([0, 204, 68, 255], Load(folder.File("x.npy")).Images.Pixels.ToArray());
        Assert.Equal([0, 51, 17, 64], Load(folder.File("x.npy"), new() { Range = new(0, 4095) }).Images.Pixels.ToArray());
        Assert.Contains(
            "uint16 values from 0 to 1023, which is outside the range 0..1000",
            Assert.Throws<DataException>(() => Load(folder.File("x.npy"), new() { Range = new(0, 1000) })).Message,
            StringComparison.Ordinal);
        // Bytes are bytes.
        NpyFile.Write<byte>(folder.File("x.npy"), [0, 100, 200, 250], 2, 1, 2);
        foreach (var range in new PixelRange[] { new(0, 4095), new(0, 1), new(-1, 1) })
            Assert.Equal([0, 100, 200, 250], Load(folder.File("x.npy"), new() { Range = range }).Images.Pixels.ToArray());
        // Floats up to 1 may be black, or of another range.
        NpyFile.Write<float>(folder.File("x.npy"), [0, 0.5f], 2, 1, 1);
        Assert.Contains(
            "but the range is 0..4095, from which it is not plain",
            Assert.Throws<DataException>(() => Load(folder.File("x.npy"), new() { Range = new(0, 4095) })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DamagedImages_AreNamedOrLeftOut()
    {
        Put("1.png", 200);
        File.WriteAllBytes(Path.Combine(folder.File("photos"), "bad.png"), [1, 2, 3]);
        Assert.Contains("bad.png", Assert.Throws<DataException>(() => Load(folder.File("photos"))).Message, StringComparison.Ordinal);
        var given = Load(folder.File("photos"), new() { SkipBad = true });
        Assert.Equal(1, given.Images.Count);
        Assert.Contains("1 of 2 images left out: bad.png", Assert.Single(given.Notes), StringComparison.Ordinal);
        File.Delete(Path.Combine(folder.File("photos"), "1.png"));
        Assert.Contains(
            "no image left", Assert.Throws<DataException>(() => Load(folder.File("photos"), new() { SkipBad = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfLabels_Dataset_KeepsWhichSplitEachExampleIsIn()
    {
        for (var i = 0; i < 60; i++)
            Put($"{(i % 2 == 0 ? "cat" : "dog")}/{i}.png", (byte)i);
        var all = Datasets.LoadFrom(folder.File("photos"), null, Places);
        var dogs = Datasets.LoadFrom(folder.File("photos"), new() { Labels = ["dog"] }, Places);
        foreach (var (whole, kept) in new[] { (all.Train, dogs.Train), (all.Test, dogs.Test) })
            Assert.Equal(Rows(whole).Where(row => row.StartsWith("dog", StringComparison.Ordinal)), Rows(kept));
        Assert.Equal(["dog"], dogs.Options!.Labels!);
        Assert.Contains("have the label dog", dogs.Notes[^1], StringComparison.Ordinal);
        Assert.Contains("it has cat, dog", Assert.Throws<DataException>(() => all.OfLabels(["cow"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_OfOptions_CompareByValue()
    {
        Assert.Equal(new DataOptions { Labels = ["1", "2"] }, new() { Labels = ["1", "2"] });
        Assert.NotEqual(new DataOptions { Labels = ["1"] }, new() { Labels = ["2"] });
        foreach (var other in new DataOptions[]
        {
            new() { Crop = new(1, 2) },
            new() { Size = new(1, 2) },
            new() { Fit = ImageFit.Pad },
            new() { Color = ImageColor.Rgb },
            new() { Background = "black" },
            new() { Range = new(0, 1) },
            new() { SkipBad = true },
            new() { Labels = ["1"] },
            new() { Encoding = "latin1" },
            new() { Separator = ';' },
            new() { Header = true },
            new() { DecimalMark = ',' },
            new() { Missing = ["-9999"] },
            new() { Condition = ["label"] },
            new() { DayFirst = true },
        })
            Assert.NotEqual(new(), other);
        Assert.Equal(15, typeof(DataOptions).GetProperties().Count(property => property.CanWrite));
        Assert.Throws<OptionsException>(new DataOptions { Labels = [""] }.Validate);
    }
}
