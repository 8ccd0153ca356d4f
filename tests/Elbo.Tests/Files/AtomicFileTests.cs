using Elbo.Files;
using Elbo.Tests.Data;

namespace Elbo.Tests.Files;

public sealed class AtomicFileTests
{
    [Fact]
    public void Write_NewAndExisting_HoldsTheContentAlone()
    {
        using var folder = new TempFolder();
        var path = folder.File("run.json");
        AtomicFile.WriteText(path, "first");
        AtomicFile.WriteText(path, "é");
        Assert.Equal([0xC3, 0xA9], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_FailsHalfway_KeepsTheOldFileAndLeavesNothing()
    {
        using var folder = new TempFolder();
        var path = folder.Write("run.json", [1, 2, 3]);
        var error = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write([9, 9]);
            throw new IOException("No space left on device");
        }));
        Assert.Equal("No space left on device", error.Message);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_TargetIsAFolder_Throws()
    {
        using var folder = new TempFolder();
        var error = Assert.Throws<IOException>(() => AtomicFile.WriteText(folder.Path, "text"));
        Assert.Equal($"{folder.Path} is a folder, so no file of that name can be written.", error.Message);
    }

    [Fact]
    public void Write_NoSuchFolder_ThrowsIOException()
    {
        using var folder = new TempFolder();
        Assert.ThrowsAny<IOException>(() => AtomicFile.WriteText(folder.File("absent/run.json"), "text"));
    }
}
