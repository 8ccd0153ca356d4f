using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Elbo.Data;

namespace Elbo.Tests.Data;

/// <summary>Downloads from a server on this machine, whose files are tiny.</summary>
public sealed class DatasetFetchTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Dictionary<string, byte[]> files = [];
    private readonly List<string> asked = [];
    private readonly HttpClient client;

    public DatasetFetchTests() => client = new(new Server(files, asked));

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    private SourceFile Put(string name, byte[] content)
    {
        files["http://127.0.0.1/data/" + name] = content;
#pragma warning disable CA5351 // as publishers have it
        return new(name, Convert.ToHexStringLower(MD5.HashData(content)));
#pragma warning restore CA5351
    }

    private KnownDataset Tiny(SourceKind kind, ImageShape shape, params SourceFile[] published) =>
        new("tiny", "two images", shape, [new("train", 2, "train", true, null, null), new("test", 1, "t10k", true, null, null)])
        {
            Source = new(kind, ["http://127.0.0.1/gone/", "http://127.0.0.1/data/"], published) { Prefix = "emnist-x" },
        };

    private KnownDataset TinyIdx() => Tiny(SourceKind.Idx, new(1, 1, 2),
        Put("train-images-idx3-ubyte.gz", IdxBytes.Gzip(IdxBytes.Images(2, 1, 2, 1, 2, 3, 4))), Put("train-labels-idx1-ubyte.gz", IdxBytes.Gzip(IdxBytes.Labels(2, 5, 6))),
        Put("t10k-images-idx3-ubyte.gz", IdxBytes.Gzip(IdxBytes.Images(1, 1, 2, 7, 8))), Put("t10k-labels-idx1-ubyte.gz", IdxBytes.Gzip(IdxBytes.Labels(1, 9))));

    private Task<string> Fetch(KnownDataset dataset) => DatasetFetch.Run(dataset, client, folder.Path, null, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Run_FirstMirrorLacksIt_TakesTheNextAndIsNotRepeated()
    {
        var dataset = TinyIdx();
        await Fetch(dataset);
        Assert.Equal([1, 2, 3, 4], Datasets.Load(folder.Path).Train.Pixels.ToArray());
        asked.Clear();
        await Fetch(dataset);
        Assert.Empty(asked);
    }

    [Fact]
    public async Task Run_PartIsThere_AsksForTheRest()
    {
        var dataset = TinyIdx();
        var whole = files["http://127.0.0.1/data/train-images-idx3-ubyte.gz"];
        folder.Write("train-images-idx3-ubyte.gz.part", whole[..10]);
        await Fetch(dataset);
        Assert.Contains("http://127.0.0.1/data/train-images-idx3-ubyte.gz bytes=10-", asked);
        Assert.Equal(whole, await File.ReadAllBytesAsync(folder.File("train-images-idx3-ubyte.gz"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_OtherContentThanPublished_IsNotKept()
    {
        var dataset = TinyIdx();
        files["http://127.0.0.1/data/train-images-idx3-ubyte.gz"] = [1, 2, 3];
        var error = await Assert.ThrowsAsync<DataException>(() => Fetch(dataset));
        Assert.Contains("another file than the published one (MD5", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Run_NoMirrorAnswers_SaysWhichFileGoesWhere()
    {
        var dataset = TinyIdx();
        files.Clear();
        var error = await Assert.ThrowsAsync<DataException>(() => Fetch(dataset));
        Assert.Contains($"Or put the file into {folder.Path} by hand, from http://127.0.0.1/gone/train-images-idx3-ubyte.gz", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_EmnistZip_TurnsTheImagesUpright()
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
        await Fetch(Tiny(SourceKind.EmnistZip, new(1, 2, 2), Put("gzip.zip", stream.ToArray())));
        var data = Datasets.Load(folder.Path);
        Assert.Equal([1, 3, 2, 4, 5, 7, 6, 8], data.Train.Pixels.ToArray());
        Assert.Equal([3], data.Test.Labels.ToArray());
    }

    [Fact]
    public async Task Run_Amat_BecomesIdxOfBlackAndWhite()
    {
        var dataset = new KnownDataset("tiny", "", new(1, 1, 2), [new("train", 2, "train", false, null, null), new("validation", 1, "valid", false, null, null), new("test", 1, "test", false, null, null)])
        {
            Source = new(SourceKind.Amat, ["http://127.0.0.1/data/"],
            [
                Put("binarized_mnist_train.amat", Encoding.ASCII.GetBytes("0 1\n1 1\n")), Put("binarized_mnist_valid.amat", Encoding.ASCII.GetBytes("0 0\n")), Put("binarized_mnist_test.amat", Encoding.ASCII.GetBytes("1 0")),
            ]),
        };
        await Fetch(dataset);
        var data = Datasets.Load(folder.Path);
        Assert.Equal([0, 255, 255, 255], data.Train.Pixels.ToArray());
        Assert.Equal([255, 0], data.Test.Pixels.ToArray());
    }

    [Fact]
    public void All_KnownButMnist_SayWhereTheyArePublished() =>
        Assert.Equal(["mnist"], DatasetCatalog.All.Where(known => known.Source is null).Select(known => known.Name));

    /// <summary>Answers as a file server does, ranges included.</summary>
    private sealed class Server(Dictionary<string, byte[]> files, List<string> asked) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = request.RequestUri!.ToString();
            asked.Add($"{address} {request.Headers.Range}");
            if (!files.TryGetValue(address, out var content))
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
            if (request.Headers.Range?.Ranges.First().From is not { } from)
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) });
            var rest = new HttpResponseMessage(HttpStatusCode.PartialContent) { Content = new ByteArrayContent(content[(int)from..]) };
            rest.Content.Headers.ContentRange = new(from, content.Length - 1, content.Length);
            return Task.FromResult(rest);
        }
    }
}
