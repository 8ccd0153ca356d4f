using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Data.Tables;
using Elbo.Files;
using Elbo.Files.NumPy;
using Elbo.Files.Pytorch;
using Elbo.Files.Safetensors;
using Elbo.Models.Storage;
using Elbo.Reports.Figures.Drawing;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Settings;
using Elbo.Tests.Data;

namespace Elbo.Tests.Files;

/// <summary>Pipes, devices, sockets and endless files in the place of what users and runs provide. Windows has none of them in its folders.</summary>
public sealed class RegularFileTests : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Everything that opens a file by its path, and the name of the file.</summary>
    private static readonly Dictionary<string, (string File, Action<string> Read)> Readers = new()
    {
        ["table"] = ("a.csv", path => TableDatasets.Load(path)),
        ["Parquet"] = ("a.parquet", path => TableDatasets.Load(path)),
        ["npy"] = ("a.npy", path => NpyFile.Read(path)),
        ["npy of images"] = ("a.npy", path => Datasets.Load(path)),
        ["npz of images"] = ("a.npz", path => Datasets.Load(path)),
        ["IDX"] = ("a-ubyte", path => Datasets.Load(path)),
        ["zip of images"] = ("a.zip", path => Datasets.Load(path)),
        ["tar of images"] = ("a.tar", path => Datasets.Load(path)),
        ["picture"] = ("a.png", path => PictureFile.Read(path, new())),
        ["safetensors"] = ("a.safetensors", path => SafetensorsFile.Read(path)),
        ["PyTorch checkpoint"] = ("a.pt", path => PytorchCheckpoint.Read(path)),
        ["model file"] = ("a.pt", path => ModelFile.Read(path)),
        ["recipe"] = ("a.json", path => RecipeBook.Read(path)),
        ["run.json"] = ("run.json", path => RunFolder.Open(Path.GetDirectoryName(path)!).ReadManifest()),
        ["metrics.jsonl"] = ("metrics.jsonl", path => RunFolder.Named(Path.GetDirectoryName(path)!).ReadMetrics()),
        ["SHA256SUMS"] = ("SHA256SUMS", path => RunFolder.Named(Path.GetDirectoryName(path)!).FindDamage()),
        ["seeds.json"] = ("seeds.json", path => SeedSeries.Read(Path.GetDirectoryName(path)!)),
    };

    private readonly TempFolder folder = new();

    public static TheoryData<string> AllReaders => [.. Readers.Keys];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(AllReaders))]
    public async Task Read_PipeOrDevice_IsRefusedAtOnce(string reader)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Folders of Windows hold neither.");
        const string end = ", not a regular file. Save its content to a regular file and use that.";
        var (name, read) = Readers[reader];
        var path = folder.Pipe(name);
        Assert.EndsWith($"{name} is a pipe{end}", await Refusal(read, path), StringComparison.Ordinal);
        File.Delete(path);
        folder.Zeros(name);
        Assert.EndsWith($"{name} is a device{end}", await Refusal(read, path), StringComparison.Ordinal);
    }

    [Fact(Skip = Mutants.LeftOut)]
    public async Task Read_ImageInAFolderIsAPipe_IsNamedOrSkipped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Folders of Windows hold no pipes.");
        for (var i = 0; i < 30; i++)
            folder.Write($"{i}.png", ImageFile.Png(new(1, 2, 2), [0, 1, 1, 0]));
        folder.Pipe("c.png");
        Assert.Contains("c.png is a pipe", await Refusal(path => Datasets.Load(path), folder.Path), StringComparison.Ordinal);
        var read = await Task.Run(() => Datasets.Load(folder.Path, new DataOptions { SkipBad = true }), TestContext.Current.CancellationToken)
            .WaitAsync(LongestWait, TestContext.Current.CancellationToken);
        Assert.Equal(30, read.Train.Count + read.Test.Count);
    }

    /// <summary>Only the length is looked at: the file has no blocks on the disk.</summary>
    [Theory]
    [InlineData("run.json", "67,108,864")]
    [InlineData("metrics.jsonl", "536,870,912")]
    [InlineData("seeds.json", "16,777,216")]
    [InlineData("recipe", "1,048,576")]
    public void Read_FileOfFiveGigabytes_IsRefusedUnread(string reader, string most)
    {
        var (name, read) = Readers[reader];
        using (var file = File.Create(folder.File(name)))
            file.SetLength(5L << 30);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.ThrowsAny<ElboException>(() => read(folder.File(name)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.EndsWith($"{name} has 5,368,709,120 bytes; at most {most} are read. Restore it from a copy.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadAll_FileOrLink_GivesItsBytes()
    {
        var path = folder.Write("a", [1, 2, 3]);
        File.CreateSymbolicLink(folder.File("b"), path);
        Assert.Equal([1, 2, 3], RegularFile.ReadAll(folder.File("b"), 3));
        Assert.Throws<RefusedFileException>(() => RegularFile.ReadAll(path, 2));
        Assert.Throws<FileNotFoundException>(() => RegularFile.ReadAll(folder.File("c"), 3));
        Assert.Throws<RefusedFileException>(() => RegularFile.ReadAll(folder.Path, 3));
    }

    private static async Task<string> Refusal(Action<string> read, string path) =>
        (await Assert.ThrowsAnyAsync<ElboException>(() => Task.Run(() => read(path)).WaitAsync(LongestWait))).Message;
}
