using Elbo.Compute.Native.Loading;

namespace Elbo.Tests.Compute.Native.Loading;

public sealed class FileStoreTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly byte[] content = TorchSharpFile.Read();

    string Path => System.IO.Path.Combine(folder.Path, "a.so");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Put_MissingFolder_WritesWholeFileAndNothingElse()
    {
        var path = FileStore.Put(System.IO.Path.Combine(folder.Path, "x", "y"), "a.so", content);
        Assert.Equal(content, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Put_SameContent_LeavesFileAlone()
    {
        FileStore.Put(folder.Path, "a.so", content);
        var then = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Path, then);
        FileStore.Put(folder.Path, "a.so", content);
        Assert.Equal(then, File.GetLastWriteTimeUtc(Path));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(+1)]
    [InlineData(0)]
    public void Put_DamagedCopy_ReplacesIt(int longer)
    {
        var damaged = content.AsSpan().ToArray();
        damaged[damaged.Length / 2] ^= 1;
        Array.Resize(ref damaged, damaged.Length + longer);
        File.WriteAllBytes(Path, damaged);
        FileStore.Put(folder.Path, "a.so", content);
        Assert.Equal(content, File.ReadAllBytes(Path));
    }

    [Fact]
    public void Put_CopyInUse_KeepsItsContentForWhoHasIt()
    {
        File.WriteAllText(Path, "old");
        using var old = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        FileStore.Put(folder.Path, "a.so", content);
        using var reader = new StreamReader(old);
        Assert.Equal("old", reader.ReadToEnd());
    }

    [Fact]
    public void Put_ManyAtOnce_AllFindWholeFile()
    {
        // Parallel.For propagates the first exception; each reader sees the whole file as soon as its own Put returns.
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
            Assert.True(File.ReadAllBytes(FileStore.Put(folder.Path, "a.so", content)).AsSpan().SequenceEqual(content)));
        Assert.Equal([Path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Put_FolderCannotBeMade_ThrowsAndLeavesNothing()
    {
        File.WriteAllText(Path, "a file where a folder should be");
        Assert.ThrowsAny<IOException>(() => FileStore.Put(System.IO.Path.Combine(Path, "below"), "a.so", content));
        Assert.Equal([Path], Directory.GetFileSystemEntries(folder.Path));
    }
}
