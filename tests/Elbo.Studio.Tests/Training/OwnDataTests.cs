using Elbo.Studio.Training;
using Microsoft.AspNetCore.Components.Forms;

namespace Elbo.Studio.Tests.Training;

public sealed class OwnDataTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly OwnData own;

    public OwnDataTests()
    {
        Directory.CreateDirectory(folder.At("runs", "tables"));
        File.WriteAllText(folder.At("runs", "tables", "a.csv"), "x,y\n1.5,2\n2.5,3\n3.5,1\n");
        File.WriteAllText(folder.At("secret.csv"), "x\n1\n");
        own = new(folder.At("runs"));
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "Name a file or folder")]
    [InlineData("/etc/passwd", "must be a path below")]
    [InlineData("../secret.csv", "must be a path below")]
    [InlineData("tables/../../secret.csv", "must be a path below")]
    [InlineData("tables//a.csv", "must be a path below")]
    [InlineData("tables/b.csv", "There is no tables/b.csv below")]
    public void Fault_OfAPathThatIsNotBelowTheFolder_SaysWhy(string path, string words)
    {
        Assert.Contains(words, own.Fault(path), StringComparison.Ordinal);
        Assert.Throws<StudioException>(() => own.Inspect(path));
    }

    [Fact]
    public void Fault_OfALink_IsRefusedWhereverItStands()
    {
        File.CreateSymbolicLink(folder.At("runs", "link.csv"), folder.At("secret.csv"));
        Directory.CreateSymbolicLink(folder.At("runs", "out"), folder.Path);
        Assert.Contains("leads through a link", own.Fault("link.csv"), StringComparison.Ordinal);
        Assert.Contains("leads through a link", own.Fault("out/secret.csv"), StringComparison.Ordinal);
        Assert.Equal(["tables/a.csv"], own.Files());
    }

    [Fact]
    public void Files_OfRuns_AreNotOffered()
    {
        TinyRun.Write(folder.At("runs", "one"));
        File.WriteAllText(folder.At("runs", "one", "b.csv"), "x\n1\n");
        Assert.Equal(["tables/a.csv"], own.Files());
        Assert.Null(own.Fault("tables/a.csv"));
        Assert.Equal(["x", "y"], own.Inspect("tables/a.csv").Columns.Select(column => column.Column.Name));
    }

    [Fact]
    public async Task Receive_TheSameNameTwice_KeepsBoth()
    {
        Assert.Equal("uploads/my-data.csv", await own.ReceiveAsync(new Given("../my data.csv", 4)));
        Assert.Equal("uploads/my-data-2.csv", await own.ReceiveAsync(new Given("my data.csv", 4)));
        Assert.Equal(4, new FileInfo(folder.At("runs", "uploads", "my-data.csv")).Length);
    }

    [Theory]
    [InlineData("a.exe", 4, ".zip")]
    [InlineData("a.csv", OwnData.MostBytes + 1, "at most 256 MB")]
    public async Task Receive_AFileThatIsNotAccepted_SaysWhatIs(string name, long size, string words)
    {
        var refused = await Assert.ThrowsAsync<StudioException>(() => own.ReceiveAsync(new Given(name, size)));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("runs", "uploads")));
    }

    [Fact]
    public async Task Receive_WhileAnotherVisitorIsSlow_IsNotKeptWaiting()
    {
        var slow = new Given("slow.csv", 4) { Rest = new() };
        var receiving = own.ReceiveAsync(slow);
        Assert.Equal("uploads/quick.csv", await own.ReceiveAsync(new Given("quick.csv", 4)));
        Assert.Equal(["uploads/quick.csv"], own.Files().Where(file => file.StartsWith("uploads/", StringComparison.Ordinal)));
        slow.Rest.SetResult();
        Assert.Equal("uploads/slow.csv", await receiving);
        Assert.Equal(["quick.csv", "slow.csv"], Uploads());
    }

    [Fact]
    public async Task Receive_SameNameAtOnce_KeepsAll()
    {
        var rest = new TaskCompletionSource();
        var receiving = Enumerable.Range(0, 5).Select(i => own.ReceiveAsync(new Given("a.csv", 4) { Rest = rest })).ToArray();
        rest.SetResult();
        Assert.Equal(5, (await Task.WhenAll(receiving)).Distinct().Count());
        Assert.Equal(5, Uploads().Length);
    }

    [Fact]
    public async Task Receive_MoreThanAllUploadsMayHave_IsRefusedAndLeavesNothing()
    {
        Directory.CreateDirectory(folder.At("runs", "uploads"));
        using (var large = File.Create(folder.At("runs", "uploads", "large.npy")))
            large.SetLength(OwnData.MostBytesInAll - 10);
        var refused = await Assert.ThrowsAsync<StudioException>(() => own.ReceiveAsync(new Given("a.csv", 11)));
        Assert.Contains("may hold 2 GB, and this file would exceed that", refused.Message, StringComparison.Ordinal);
        // A browser that declares less than it sends.
        refused = await Assert.ThrowsAsync<StudioException>(() => own.ReceiveAsync(new Given("a.csv", 11) { Declared = 1 }));
        Assert.Contains("may hold 2 GB, and this file would exceed that", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["large.npy"], Uploads());
    }

    [Fact]
    public async Task Receive_AConnectionThatBreaks_LeavesNothingAndOldRemainsAreRemoved()
    {
        Directory.CreateDirectory(folder.At("runs", "uploads"));
        var old = folder.At("runs", "uploads", ".x.arriving");
        File.WriteAllText(old, "of a studio that ended");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-1));
        var broken = new Given("a.csv", 4) { Rest = new() };
        var receiving = own.ReceiveAsync(broken);
        Assert.Single(Uploads());
        broken.Rest.SetException(new IOException("The connection broke."));
        Assert.Contains("did not arrive", (await Assert.ThrowsAsync<StudioException>(() => receiving)).Message, StringComparison.Ordinal);
        Assert.Empty(Uploads());
    }

    private string[] Uploads() =>
        [.. new DirectoryInfo(folder.At("runs", "uploads")).EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    private sealed record Given(string Name, long Sent) : IBrowserFile
    {
        /// <summary>The last byte waits for it; null for no wait.</summary>
        public TaskCompletionSource? Rest { get; init; }

        public long? Declared { get; init; }

        public long Size => Declared ?? Sent;

        public DateTimeOffset LastModified => default;

        public string ContentType => "text/csv";

        public Stream OpenReadStream(long maxAllowedSize = 512000, CancellationToken cancellationToken = default) =>
            new SlowStream(new byte[Sent], Rest?.Task ?? Task.CompletedTask);
    }

    private sealed class SlowStream(byte[] content, Task rest) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length - 1)
                await rest.WaitAsync(cancellationToken);
            return await base.ReadAsync(buffer[..(int)Math.Min(buffer.Length, Math.Max(1, Length - 1 - Position))], cancellationToken);
        }
    }
}
