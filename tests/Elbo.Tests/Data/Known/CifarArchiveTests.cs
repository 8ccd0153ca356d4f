using System.Formats.Tar;
using System.IO.Compression;
using Elbo.Data;
using Elbo.Data.Known;

namespace Elbo.Tests.Data.Known;

/// <summary>Small archives in the format of CIFAR-10's binary version: records of 3,073 bytes, a label and three planes.</summary>
public sealed class CifarArchiveTests : IDisposable
{
    private const int Plane = 32 * 32;
    private static readonly ImageShape Shape = new(3, 32, 32);
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>An image of one colour.</summary>
    private static byte[] Row(byte label, byte red, byte green, byte blue) =>
        [label, .. Enumerable.Repeat(red, Plane), .. Enumerable.Repeat(green, Plane), .. Enumerable.Repeat(blue, Plane)];

    private string Archive(IEnumerable<(string Name, byte[] Content)> files)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
            foreach (var (name, content) in files)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "cifar-10-batches-bin/" + name) { DataStream = new MemoryStream(content) });
        return folder.Write("cifar-10-binary.tar.gz", stream.ToArray());
    }

    /// <summary>The files are not published in the order of their numbers.</summary>
    private static List<(string Name, byte[] Content)> Files() =>
    [
        ("batches.meta.txt", "airplane"u8.ToArray()),
        .. new byte[] { 4, 1, 5, 2, 3 }.Select(i => ($"data_batch_{i}.bin", (byte[])[.. Row(i, i, 0, 255), .. Row(0, 7, 8, 9)])),
        ("test_batch.bin", Row(9, 1, 2, 3)), ("readme.html", "<html>"u8.ToArray()),
    ];

    private string Error(IEnumerable<(string Name, byte[] Content)> files) =>
        Assert.Throws<DataException>(() => CifarArchive.Read("cifar10", Archive(files), Shape)).Message;

    [Fact]
    public void Read_AllParts_InTheirOrderWithPlanesAndNames()
    {
        var data = CifarArchive.Read("cifar10", Archive(Files()), Shape);
        Assert.Equal((10, 1, Shape), (data.Train.Count, data.Test.Count, data.Train.Shape));
        Assert.Equal([1, 0, 2, 0, 3, 0, 4, 0, 5, 0], data.Train.Labels.ToArray());
        Assert.Equal([.. Enumerable.Repeat((byte)2, Plane), .. new byte[Plane], .. Enumerable.Repeat((byte)255, Plane)], data.Train.Image(2).ToArray());
        Assert.Equal("truck", data.Test.LabelNames![data.Test.Labels[0]]);
    }

    [Theory]
    [InlineData("data_batch_3.bin")]
    [InlineData("test_batch.bin")]
    public void Read_PartIsMissingOrCut_SaysWhichOnesThereAre(string name)
    {
        Assert.Contains("lacks one of data_batch_1.bin, ", Error(Files().Where(file => file.Name != name)), StringComparison.Ordinal);
        Assert.Contains(
            "no multiple of 3073 bytes", Error(Files().Select(file => file.Name == name ? (name, file.Content[..^1]) : file)), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LabelOfNoKind_Throws() =>
        Assert.Contains("holds the label 10; labels are 0 to 9", Error(Files().Append(("test_batch.bin", Row(10, 0, 0, 0)))), StringComparison.Ordinal);

    [Fact]
    public void Read_CutArchive_Throws()
    {
        var path = Archive(Files());
        var whole = File.ReadAllBytes(path);
        folder.Write("cifar-10-binary.tar.gz", whole[..(whole.Length / 2)]);
        Assert.Contains(
            "cifar-10-binary.tar.gz", Assert.Throws<DataException>(() => CifarArchive.Read("cifar10", path, Shape)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_Archive_ComparesCountsWithThePublished()
    {
        Archive(Files());
        Assert.Contains(
            "The train split of cifar10 in",
            Assert.Throws<DataException>(
                () => Datasets.Check(
                    DatasetCatalog.Find("cifar10")!,
                    folder.Path,
                    new DataPlaces(null, null, null, null).Pixels(null, TestContext.Current.CancellationToken))).Message,
            StringComparison.Ordinal);
    }
}
