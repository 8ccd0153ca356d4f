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

    [Theory]
    [InlineData(0.3f)]
    [InlineData(1.5f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void Load_OtherFloats_AreRefusedWithTheRemedy(float value)
    {
        var error = Error(NpyArray.Of<float>([0, value], 2, 1, 1));
        Assert.Contains("at position 1; images as floats must be bytes divided by 255", error, StringComparison.Ordinal);
        Assert.Contains("astype('uint8')", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherShapesAndTypes_NamesThem()
    {
        Assert.Contains("holds uint8 [4, 6]; images have the shape [N, H, W]", Error(Bytes(4, 6)), StringComparison.Ordinal);
        Assert.Contains("holds uint8 [4, 2, 2, 4]; images have the shape", Error(Bytes(4, 2, 2, 4)), StringComparison.Ordinal);
        Assert.Contains("holds int64 [2, 1, 1]; images are uint8", Error(NpyArray.Of<long>([1, 2], 2, 1, 1)), StringComparison.Ordinal);
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
    public void Load_ArraysOfOtherNames_ListsThem()
    {
        Assert.Equal(9, ByRow(Npz(("anything", Bytes(9, 1, 1)))).Count);
        Assert.Contains(
            "holds the arrays a (uint8 [9, 1, 1]), b (uint8 [2])",
            Assert.Throws<DataException>(() => Npz(("a", Bytes(9, 1, 1)), ("b", Bytes(2)))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WrongLabels_AreRefused()
    {
        string Labels(NpyArray labels) => Assert.Throws<DataException>(() => Npz(("images", Bytes(2, 1, 1)), ("labels", labels))).Message;
        Assert.Contains("holds the label 256; labels are from 0 to 255", Labels(NpyArray.Of<int>([0, 256], 2)), StringComparison.Ordinal);
        Assert.Contains("holds 3 labels for 2 images", Labels(Bytes(3)), StringComparison.Ordinal);
        Assert.Contains("labels are whole numbers of shape [N]", Labels(NpyArray.Of<float>([0, 1], 2)), StringComparison.Ordinal);
    }
}
