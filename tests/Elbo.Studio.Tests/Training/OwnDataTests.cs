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

    private sealed record Given(string Name, long Size) : IBrowserFile
    {
        public DateTimeOffset LastModified => default;

        public string ContentType => "text/csv";

        public Stream OpenReadStream(long maxAllowedSize = 512000, CancellationToken cancellationToken = default) => new MemoryStream(new byte[Size]);
    }
}
