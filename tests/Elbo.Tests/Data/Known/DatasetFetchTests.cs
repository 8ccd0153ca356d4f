using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Elbo.Data;
using Elbo.Data.Known;

namespace Elbo.Tests.Data.Known;

/// <summary>Downloads tiny files from a server on this machine.</summary>
public sealed class DatasetFetchTests : IDisposable
{
    private const string TrainImages = "train-images-idx3-ubyte.gz";
    private readonly TempFolder folder = new();
    private readonly FileServer server = new();
    private readonly HttpClient client = new();

    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
        folder.Dispose();
    }

    private SourceFile Put(string name, byte[] content)
    {
        server.Files["/data/" + name] = content;
#pragma warning disable CA5351 // as publishers have it
        return new(name, Convert.ToHexStringLower(MD5.HashData(content)));
#pragma warning restore CA5351
    }

    private KnownDataset Tiny(SourceKind kind, ImageShape shape, params SourceFile[] published) =>
        new("tiny", "two images", shape, [new("train", 2, "train", true, null, null), new("test", 1, "t10k", true, null, null)])
        {
            Source = new(kind, [server.Address("data")], published) { Prefix = "emnist-x" },
        };

    private KnownDataset TinyIdx() => Tiny(SourceKind.Idx, new(1, 1, 2),
        Put(TrainImages, IdxBytes.Gzip(IdxBytes.Images(2, 1, 2, 1, 2, 3, 4))), Put("train-labels-idx1-ubyte.gz", IdxBytes.Gzip(IdxBytes.Labels(2, 5, 6))),
        Put("t10k-images-idx3-ubyte.gz", IdxBytes.Gzip(IdxBytes.Images(1, 1, 2, 7, 8))),
        Put("t10k-labels-idx1-ubyte.gz", IdxBytes.Gzip(IdxBytes.Labels(1, 9))));

    private Task<string> Fetch(KnownDataset dataset) => DatasetFetch.Run(dataset, client, folder.Path, null, TestContext.Current.CancellationToken);

    private async Task<string> Error(KnownDataset dataset) => (await Assert.ThrowsAsync<DataException>(() => Fetch(dataset))).Message;

    [Fact]
    public async Task Run_FirstMirrorLacksIt_TakesTheNextAndIsNotRepeated()
    {
        var dataset = TinyIdx();
        dataset = dataset with { Source = dataset.Source with { Mirrors = [server.Address("gone"), server.Address("data")] } };
        Assert.Equal(folder.Path, await Fetch(dataset));
        Assert.Equal([1, 2, 3, 4], Datasets.Load(folder.Path).Train.Pixels.ToArray());
        Assert.Equal(["/gone/" + TrainImages, "/data/" + TrainImages], server.Asked.Take(2));
        server.Asked.Clear();
        await Fetch(dataset);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task Run_PackageOfTheSystemHasIt_IsNotDownloaded()
    {
        var dataset = TinyIdx();
        var places = new DataPlaces(null, null, folder.File("user"), folder.File("system"));
        await DatasetFetch.Run(dataset, client, folder.File("system/tiny"), places, null, TestContext.Current.CancellationToken);
        server.Asked.Clear();
        Assert.Equal(folder.File("system/tiny"), await DatasetFetch.Run(dataset, client, null, places, null, TestContext.Current.CancellationToken));
        Assert.Empty(server.Asked);
        Assert.False(Directory.Exists(folder.File("user")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_ServerHangsUp_TheNextRunAsksForTheRest(bool sendsAll)
    {
        var dataset = TinyIdx();
        server.HangsUpAfter = 10;
        Assert.Contains("what has arrived is kept", await Error(dataset), StringComparison.Ordinal);
        Assert.Equal(10, new FileInfo(folder.File(TrainImages + ".part")).Length);
        server.Asked.Clear();
        server.SendsAll = sendsAll;
        await Fetch(dataset);
        Assert.Equal($"/data/{TrainImages} bytes=10-", server.Asked.First());
        Assert.Equal(4, server.Asked.Count);
        Assert.Equal(server.Files["/data/" + TrainImages], File.ReadAllBytes(folder.File(TrainImages)));
        Assert.False(File.Exists(folder.File(TrainImages + ".part")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Run_PartIsWholeOrTooLong_EndsWithThePublishedFile(int more)
    {
        var dataset = TinyIdx();
        var whole = server.Files["/data/" + TrainImages];
        folder.Write(TrainImages + ".part", [.. whole, .. new byte[more]]);
        await Fetch(dataset);
        Assert.Equal(whole, File.ReadAllBytes(folder.File(TrainImages)));
    }

    [Fact]
    public async Task Run_PartOfAnotherFile_IsFetchedFromItsStart()
    {
        var dataset = TinyIdx();
        folder.Write(TrainImages + ".part", [1, 2, 3]);
        await Fetch(dataset);
        Assert.Equal([$"/data/{TrainImages} bytes=3-", $"/data/{TrainImages}"], server.Asked.Take(2));
        Assert.Equal(server.Files["/data/" + TrainImages], File.ReadAllBytes(folder.File(TrainImages)));
    }

    [Fact]
    public async Task Run_OtherContentThanPublished_IsNotKept()
    {
        var dataset = TinyIdx();
        server.Files["/data/" + TrainImages] = [1, 2, 3];
        Assert.Contains($"another file than the published one (MD5 {dataset.Source.Files[0].Md5})", await Error(dataset), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Run_AnotherFileHasItsName_IsNotReplaced()
    {
        var dataset = TinyIdx();
        folder.Write(TrainImages, [1, 2, 3]);
        Assert.Contains($"{folder.File(TrainImages)} is there already, and is another file", await Error(dataset), StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder.File(TrainImages)));
    }

    [Fact]
    public async Task Run_NoMirrorAnswers_SaysWhichFileGoesWhere()
    {
        var dataset = TinyIdx();
        server.Files.Clear();
        folder.Write("t10k-labels-idx1-ubyte.gz", IdxBytes.Gzip(IdxBytes.Labels(1, 9)));
        Assert.Contains(
            $"Or put {TrainImages}, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz into {folder.Path} by hand, "
            + $"from {server.Address("data")}, and run the command again.",
            await Error(dataset), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ServerIsSilent_GivesUp()
    {
        server.IsSilent = true;
        client.Timeout = TimeSpan.FromSeconds(0.1);
        Assert.Contains("no answer for 0.1 seconds", await Error(TinyIdx()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Cancelled_IsNoFailure()
    {
        server.IsSilent = true;
        using var cancellation = new CancellationTokenSource();
        var running = DatasetFetch.Run(TinyIdx(), client, folder.Path, null, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Run_MnistCompressedByAnother_IsKnownByItsContent()
    {
        var mnist = DatasetCatalog.Find("mnist")!;
        foreach (var file in mnist.Source.Files)
            server.Files["/data/" + file.Name] = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "data", "mnist", file.Name));
        mnist = mnist with { Source = mnist.Source with { Mirrors = [server.Address("data")] } };
        var places = new DataPlaces(null, null, folder.Path, null);
        var home = await DatasetFetch.Run(mnist, client, null, places, null, TestContext.Current.CancellationToken);
        Assert.Equal((Path.Combine(folder.Path, "elbo", "mnist"), 60_000), (home, Datasets.LoadFrom("mnist", places: places).Train.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_MnistOfAnotherContent_IsNotKept(bool isGzip)
    {
        var mnist = DatasetCatalog.Find("mnist")!;
        mnist = mnist with { Source = mnist.Source with { Mirrors = [server.Address("data")] } };
        server.Files["/data/" + TrainImages] = isGzip ? IdxBytes.Gzip([1, 2, 3]) : [1, 2, 3];
        Assert.Contains(
            "another file than the published one (SHA-256 ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db when uncompressed)",
            await Error(mnist), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private KnownDataset TinyEmnist()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in new[]
            {
                ("train-images-idx3", IdxBytes.Images(2, 2, 2, 1, 2, 3, 4, 5, 6, 7, 8)), ("train-labels-idx1", IdxBytes.Labels(2, 1, 2)),
                ("test-images-idx3", IdxBytes.Images(1, 2, 2, 9, 8, 7, 6)), ("test-labels-idx1", IdxBytes.Labels(1, 3)),
            })
                using (var entry = zip.CreateEntry($"gzip/emnist-x-{name}-ubyte.gz").Open())
                    entry.Write(IdxBytes.Gzip(content));
        return Tiny(SourceKind.EmnistZip, new(1, 2, 2), Put("gzip.zip", stream.ToArray()));
    }

    [Fact]
    public async Task Run_EmnistZip_TurnsTheImagesUpright()
    {
        var dataset = TinyEmnist();
        await Fetch(dataset);
        var data = Datasets.Load(folder.Path);
        Assert.Equal([1, 3, 2, 4, 5, 7, 6, 8], data.Train.Pixels.ToArray());
        Assert.Equal([3], data.Test.Labels.ToArray());
        File.Delete(folder.File("gzip.zip"));
        server.Asked.Clear();
        await Fetch(dataset);
        Assert.Empty(server.Asked); // the files made from it suffice
    }

    [Fact]
    public async Task Run_TwoOfOneZip_DownloadItOnceAndAreFoundByName()
    {
        var places = new DataPlaces(null, null, folder.Path, null);
        var one = TinyEmnist();
        one = one with { Source = one.Source with { SharedFolder = "emnist" } };
        foreach (var dataset in new[] { one, one with { Name = "other" } })
        {
            var home = await DatasetFetch.Run(dataset, client, null, places, null, TestContext.Current.CancellationToken);
            Assert.Equal((Path.Combine(folder.Path, "elbo", dataset.Name), home), (home, dataset.Locate(places).Folder));
        }
        Assert.Equal(["/data/gzip.zip"], server.Asked);
        Assert.True(File.Exists(Path.Combine(folder.Path, "elbo", "emnist", "gzip.zip")));
    }

    [Fact]
    public async Task Run_EmnistZipOfOthers_SaysWhatItLacks()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            zip.CreateEntry("gzip/emnist-y-train-images-idx3-ubyte.gz");
        Assert.Contains(
            "gzip.zip lacks emnist-x-train-images-idx3-ubyte.gz",
            await Error(Tiny(SourceKind.EmnistZip, new(1, 2, 2), Put("gzip.zip", stream.ToArray()))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 1\n1 1\n", null)]
    [InlineData("0 1\n1 1 1", "holds more pixels; 2 images of 1×2 have 4")]
    [InlineData("0 1\n1", "holds 3 pixels; 2 images of 1×2 have 4")]
    [InlineData("<html>", "holds '<'; pixels are 0 and 1")]
    public async Task Run_Amat_BecomesIdxOfBlackAndWhiteOrIsRefused(string train, string? error)
    {
        var dataset = new KnownDataset(
            "tiny",
            "",
            new(1, 1, 2),
            [new("train", 2, "train", false, null, null), new("validation", 1, "valid", false, null, null), new("test", 1, "test", false, null, null)])
        {
            Source = new(SourceKind.Amat, [server.Address("data")],
            [
                Put("binarized_mnist_train.amat", Encoding.ASCII.GetBytes(train)),
                Put("binarized_mnist_valid.amat", "0 0\n"u8.ToArray()),
                Put("binarized_mnist_test.amat", "1 0"u8.ToArray()),
            ]),
        };
        if (error is not null)
        {
            Assert.Contains(error, await Error(dataset), StringComparison.Ordinal);
            return;
        }
        await Fetch(dataset);
        var data = Datasets.Load(folder.Path);
        Assert.Equal([0, 255, 255, 255], data.Train.Pixels.ToArray());
        Assert.Equal([255, 0], data.Test.Pixels.ToArray());
    }

    [Fact]
    public void All_Known_SayWhereTheyArePublished() =>
        Assert.All(DatasetCatalog.All, known => Assert.NotEmpty(known.Source.Mirrors));
}
