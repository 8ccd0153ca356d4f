using System.IO.Compression;
using System.Text;
using Elbo.Data;
using Elbo.Files.NumPy;

namespace Elbo.Tests.Data.Arrays;

public sealed class NumPyDatasetTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private Dataset<ImageSet> Npy(NpyArray array)
    {
        NpyFile.Write(folder.File("a.npy"), array);
        return Datasets.Load(folder.File("a.npy"));
    }

    private Dataset<ImageSet> Npz(params (string Name, NpyArray Array)[] arrays)
    {
        NpzFile.Write(folder.File("a.npz"), arrays.ToDictionary(array => array.Name, array => array.Array));
        return Datasets.Load(folder.File("a.npz"));
    }

    private static NpyArray Bytes(params long[] shape) =>
        NpyArray.Of<byte>([.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => (byte)i)], shape);

    private static Dictionary<string, byte[]> ByRow(Dataset<ImageSet> data) => new[] { data.Train, data.Test }
        .SelectMany(set => Enumerable.Range(0, set.Count).Select(i => (set.Names![i], set.Image(i).ToArray()))).ToDictionary();

    private string Error(NpyArray array) => Assert.Throws<DataException>(() => Npy(array)).Message;

    [Fact]
    public void Load_GreyImages_HoldsRowsOutByTheirNumber()
    {
        var data = Npy(Bytes(40, 2, 3));
        Assert.Equal((new(1, 2, 3), 40), (data.Train.Shape, data.Train.Count + data.Test.Count));
        var rows = ByRow(data);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}").Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([42, 43, 44, 45, 46, 47], rows["7"]);
        Assert.Equal(data.Test.Names!, Npy(Bytes(40, 2, 3)).Test.Names!);
    }

    [Fact]
    public void Load_ChannelsFirst_IsAsItIs() => Assert.Equal([24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35], ByRow(Npy(Bytes(9, 3, 2, 2)))["2"]);

    [Fact]
    public void Load_ChannelsLast_PutsThemFirst() => Assert.Equal([24, 27, 30, 33, 25, 28, 31, 34, 26, 29, 32, 35], ByRow(Npy(Bytes(9, 2, 2, 3)))["2"]);

    [Fact]
    public void Load_OneChannelLast_IsGrey() => Assert.Equal(new(1, 2, 4), Npy(Bytes(9, 2, 4, 1)).Train.Shape);

    [Fact]
    public void Load_BytesOver255_AreTheBytes()
    {
        float[] singles = [.. Enumerable.Range(0, 256).Select(i => i / 255f)];
        double[] doubles = [.. Enumerable.Range(0, 256).Select(i => i * (1 / 255.0))];
        var bytes = ByRow(Npy(Bytes(64, 2, 2)));
        Assert.Equal(bytes, ByRow(Npy(NpyArray.Of<float>(singles, 64, 2, 2))));
        Assert.Equal(bytes, ByRow(Npy(NpyArray.Of<double>(doubles, 64, 2, 2))));
        Assert.Equal([0, 255], ByRow(Npy(NpyArray.Of<bool>([false, true, false, true], 2, 1, 2)))["1"]);
    }

    [Fact]
    public void Load_PlainRanges_AreReadAsTheSamePixels()
    {
        byte[] levels = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        var bytes = ByRow(Npy(Bytes(64, 2, 2)));
        foreach (var array in new[]
        {
            Of(level => (Half)(level / 255f)), Of(level => (float)level), Of(level => (double)level), Of(level => level / 127.5f - 1),
            Of(level => (ushort)level), Of(level => (ushort)(level * 257)), Of(level => (short)level), Of(level => (int)level), Of(level => (uint)level),
            Of(level => (long)level), Of(level => (ulong)level), Of(level => (ushort)Math.Round(level * 4095 / 255.0)),
        })
            Assert.Equal(bytes, ByRow(Npy(array)));

        NpyArray Of<T>(Func<byte, T> value) where T : unmanaged => NpyArray.Of<T>([.. levels.Select(value)], 64, 2, 2);
    }

    [Fact]
    public void Load_BytesOfZeroAndOne_AreBlackAndWhite()
    {
        var data = Npy(NpyArray.Of<byte>([.. Enumerable.Range(0, 40).Select(i => (byte)(i % 2))], 20, 1, 2));
        Assert.All(ByRow(data).Values, image => Assert.Equal([0, 255], image));
        Assert.Equal("uint8 values from 0 to 1: 0 is read as black, 1 as white (--range reads them otherwise)", Assert.Single(data.Notes));
        Assert.Equal(new DataOptions { Range = new(0, 1) }, data.Options);
        Assert.Null(Npy(Bytes(64, 2, 2)).Options);
    }

    [Fact]
    public void Load_DarkBytes_AreKeptAndSaid()
    {
        var data = Npy(NpyArray.Of<byte>([.. Enumerable.Range(0, 34).Select(i => (byte)(i % 17))], 17, 1, 2));
        Assert.Equal(16, data.All().Pixels.ToArray().Max());
        Assert.Equal("the largest value is 16 of 255, so the images are dark; if 16 is white, use --range 0..16", Assert.Single(data.Notes));
        data = Datasets.Load(folder.File("a.npy"), new() { Range = new(0, 16) });
        Assert.Equal(255, data.All().Pixels.ToArray().Max());
        Assert.Equal(new(0, 16), data.Options!.Range);
    }

    [Fact]
    public void Load_DarkWholeNumbers_NameTheRangeInTheirOwnValues()
    {
        var data = Npy(NpyArray.Of<int>([.. Enumerable.Range(0, 514).Select(i => i % 257)], 257, 1, 2));
        Assert.Contains("the largest value is 64 of 255, so the images are dark; if 257 is white, use --range 0..257", data.Notes);
        data = Datasets.Load(folder.File("a.npy"), new() { Range = new(0, 257) });
        Assert.Equal(254, data.All().Pixels.ToArray().Max());
    }

    private GivenImages Given(PixelRange? range = null) =>
        GivenImages.LoadFrom(folder.File("a.npy"), new() { Range = range }, cancellation: TestContext.Current.CancellationToken);

    [Fact]
    public void Load_DarkFractions_NameTheRangeInTheirOwnValues()
    {
        var data = Npy(NpyArray.Of<float>([.. Enumerable.Range(0, 34).Select(i => i % 17 * 0.02f)], 17, 1, 2));
        Assert.Equal("the largest value is 82 of 255, so the images are dark; if 0.3216 is white, use --range 0..0.3216", data.Notes[^1]);
        Assert.Equal(data.Notes[^1], Given().Notes[^1]);
        Assert.DoesNotContain(Given(new(0, 0.32)).Notes, note => note.Contains("dark"));
    }

    [Fact]
    public void Given_DarkBytesToARunWithFractions_NameTheRangeInTheirOwnValues()
    {
        Npy(NpyArray.Of<byte>([.. Enumerable.Range(0, 34).Select(i => (byte)(i % 4))], 17, 1, 2));
        Assert.Equal("the largest value is 3 of 255, so the images are dark; if 3 is white, use --range 0..3",
            Given(new(0, 1)).Notes[^1]);
    }

    [Fact]
    public void Load_TransparentImages_AreSavedWithoutAnAlphaChannel()
    {
        Assert.Contains("images with transparency. Save them without it in Python: images[..., :3].", Error(Bytes(5, 6, 6, 4)), StringComparison.Ordinal);
        Assert.Contains("images[..., 0].", Error(Bytes(5, 6, 6, 2)), StringComparison.Ordinal);
        Assert.Contains("with C 1 or 3. Reshape it", Error(Bytes(5, 4, 6, 2)), StringComparison.Ordinal); // four channels of two columns
    }

    [Theory]
    [InlineData(0, 16, "0..16")]
    [InlineData(0.5, 3, "0.5..3")]
    [InlineData(-0.424213, 2.82149, "-0.424213..2.82149")]
    [InlineData(-2, 1, "-2..1")]
    [InlineData(0, 255000, "0..255000")]
    public void Load_AnotherRangeOfFloats_IsRefusedWithTheRange(double min, double max, string range)
    {
        var error = Error(NpyArray.Of<double>([min, max, min, max], 4, 1, 1));
        Assert.Contains("it is not plain which value is black and which is white", error, StringComparison.Ordinal);
        Assert.Contains($"--range {range} for all of them", error, StringComparison.Ordinal);
        Assert.True(PixelRange.TryParse(range, out var parsed));
        var pixels = Datasets.Load(folder.File("a.npy"), new() { Range = parsed }).All().Pixels.ToArray();
        Assert.Equal([0, 0, 255, 255], pixels.Order().ToArray());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Load_ValuesThatAreNotFinite_AreRefused(float value) =>
        Assert.Contains($"holds the value {FormattableString.Invariant($"{value}")} at position 1; pixels must be finite",
            Error(NpyArray.Of<float>([0, value], 2, 1, 1)), StringComparison.Ordinal);

    [Fact]
    public void Load_SplitsOfOtherLargestValues_HaveOneRange()
    {
        var data = Npz(("x_train", NpyArray.Of<ushort>([0, 4000, 2000, 100], 4, 1, 1)), ("x_test", NpyArray.Of<ushort>([0, 300], 2, 1, 1)));
        Assert.Equal([0, 249, 125, 6], data.Train.Pixels.ToArray());
        Assert.Equal([0, 19], data.Test.Pixels.ToArray());
    }

    [Fact]
    public void Load_OtherShapes_NamesThem()
    {
        Assert.Contains("holds uint8 [4, 6]; images have the shape [N, H, W]", Error(Bytes(4, 6)), StringComparison.Ordinal);
        Assert.Contains("such as images.reshape(-1, 8, 8)", Error(Bytes(4, 64)), StringComparison.Ordinal);
        Assert.Contains("such as images.reshape(-1, 1, 5)", Error(Bytes(4, 5)), StringComparison.Ordinal);
        Assert.Contains("such as images.reshape(-1, 12, 7)", Error(Bytes(4, 2, 6, 7)), StringComparison.Ordinal);
        Assert.Contains("no image", Error(Bytes(0, 2, 2)), StringComparison.Ordinal);
        Assert.Contains("holds 1 image; at least 2 are needed", Error(Bytes(1, 2, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NamesOfKeras_AreSplitsAndLabels()
    {
        var data = Npz(
            ("x_test", Bytes(2, 2, 2)), ("x_train", Bytes(3, 2, 2)), ("y_train", NpyArray.Of<long>([7, 8, 9], 3)), ("y_test", NpyArray.Of<byte>([1, 2], 2)));
        Assert.Equal([7, 8, 9], data.Train.Labels.ToArray());
        Assert.Equal([1, 2], data.Test.Labels.ToArray());
        Assert.Equal([4, 5, 6, 7], data.Train.Image(1).ToArray());
        Assert.Equal("its own array", data.TestSplit);
    }

    [Fact]
    public void Load_ImagesAndLabels_StayTogether()
    {
        var data = Npz(("images", Bytes(30, 1, 1)), ("labels", NpyArray.Of<int>([.. Enumerable.Range(100, 30)], 30, 1)));
        foreach (var set in new[] { data.Train, data.Test })
            for (var i = 0; i < set.Count; i++)
                Assert.Equal(100 + set.Image(i)[0], set.Labels[i]);
    }

    [Fact]
    public void Load_OneArrayOfImages_IsTakenWhateverItsName()
    {
        Assert.Equal(9, ByRow(Npz(("anything", Bytes(9, 1, 1)))).Count);
        var data = Npz(("a", Bytes(9, 1, 1)), ("b", Bytes(2)), ("target", NpyArray.Of<long>([.. Enumerable.Range(0, 9)], 9)));
        Assert.Equal("the images are a; b (uint8 [2]) left out", data.Notes[0]);
        Assert.All(new[] { data.Train, data.Test }, set => Assert.Equal(set.Pixels.ToArray(), set.Labels.ToArray()));
        Assert.Contains(
            "holds the arrays a (uint8 [9, 1, 1]), b (uint8 [9, 1, 1]); any of a, b may be the images, and none has a usual name.",
            Assert.Throws<DataException>(() => Npz(("a", Bytes(9, 1, 1)), ("b", Bytes(9, 1, 1)))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "holds the arrays a (uint8 [9]), b (uint8 [9]); images are numbers of shape",
            Assert.Throws<DataException>(() => Npz(("a", Bytes(9)), ("b", Bytes(9)))).Message,
            StringComparison.Ordinal);
    }

    /// <summary>dSprites has Python objects beside its images.</summary>
    [Fact]
    public void Load_ArraysThatAreNotNeeded_AreNotRead()
    {
        NpzFile.Write(folder.File("a.npz"), new Dictionary<string, NpyArray>
        {
            ["metadata"] = NpyArray.Of<byte>([1, 2], 2),
            ["imgs"] = Bytes(9, 2, 2),
            ["latents_values"] = NpyArray.Of<double>(new double[54], 9, 6),
        });
        using (var zip = ZipFile.Open(folder.File("a.npz"), ZipArchiveMode.Update))
        {
            var objects = NpyFileBytes("{'descr': '|O', 'fortran_order': False, 'shape': (), }");
            zip.GetEntry("metadata.npy")!.Delete();
            using var entry = zip.CreateEntry("metadata.npy").Open();
            entry.Write(objects);
        }
        var data = Datasets.Load(folder.File("a.npz"));
        Assert.Equal(9, data.Train.Count + data.Test.Count);
        Assert.Equal("the images are imgs; latents_values (float64 [9, 6]), metadata (of a type that is not read) left out", data.Notes[0]);

        static byte[] NpyFileBytes(string header) => [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), 0x80, 4, (byte)'.'];
    }

    [Theory]
    [InlineData("X", "Y")]
    [InlineData("data", "target")]
    [InlineData("features", "labels")]
    [InlineData("imgs", "y")]
    public void Load_UsualNames_AreImagesAndLabels(string images, string labels)
    {
        var data = Npz((images, Bytes(9, 1, 1)), (labels, NpyArray.Of<float>([.. Enumerable.Range(0, 9)], 9)), ("other", Bytes(9, 1, 2)));
        Assert.All(new[] { data.Train, data.Test }, set => Assert.Equal(set.Pixels.ToArray(), set.Labels.ToArray()));
        Assert.Contains("other (uint8 [9, 1, 2]) left out", data.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OneHotLabels_AreTheirClasses()
    {
        var data = Npz(("x_train", Bytes(3, 1, 1)), ("y_train", NpyArray.Of<double>([0, 0, 1, 1, 0, 0, 0, 1, 0], 3, 3)), ("x_test", Bytes(1, 1, 1)));
        Assert.Equal([2, 0, 1], data.Train.Labels.ToArray());
    }

    [Fact]
    public void Load_WrongLabels_AreRefused()
    {
        string Labels(NpyArray labels) => Assert.Throws<DataException>(() => Npz(("images", Bytes(2, 1, 1)), ("labels", labels))).Message;
        Assert.Contains("holds the label 256; labels are whole numbers from 0 to 255", Labels(NpyArray.Of<int>([0, 256], 2)), StringComparison.Ordinal);
        Assert.Contains("holds 3 labels for 2 images", Labels(Bytes(3)), StringComparison.Ordinal);
        Assert.Contains("holds the label 0.5", Labels(NpyArray.Of<float>([0, 0.5f], 2)), StringComparison.Ordinal);
        Assert.Contains("row 1 is not 1 for one class", Labels(NpyArray.Of<float>([0, 1, 1, 1], 2, 2)), StringComparison.Ordinal);
        Assert.Contains("numpy.unique(labels, return_inverse=True)[1]", Labels(NpyArray.OfTexts(["cat", "dog"])), StringComparison.Ordinal);
    }
}
