using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Elbo.Compute.Native;
using Elbo.Compute.Native.Loading;

namespace Elbo.Tests.Compute.Native.Loading;

[SupportedOSPlatform("linux")]
public sealed class CorrectedLibraryTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly byte[] content;

    public CorrectedLibraryTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux needs a copy.");
        Libtorch.Load();
        content = Correction.Apply(TorchSharpFile.Read());
    }

    public void Dispose() => folder.Dispose();

    UserFolders Folders(string cache, string temporary) =>
        new() { Cache = Path.Combine(folder.Path, cache), Data = folder.Path, Temporary = Path.Combine(folder.Path, temporary), IsTemporary = false };

    [Fact]
    public void Load_UsableCache_LiesThereUnderItsKey()
    {
        var library = CorrectedLibrary.Load(content, "key", Folders("cache", "none"));
        Assert.Equal(Path.Combine(folder.Path, "cache", "native", "key", "libLibTorchSharp.so"), library.Path);
        AssertWorks(library);
    }

    [Fact]
    public void Load_UnusableCache_UsesTemporaryFolderAndEmptiesIt()
    {
        var blocked = Block("blocked");
        Directory.CreateDirectory(Path.Combine(folder.Path, "temporary"));
        var library = CorrectedLibrary.Load(content, "key", Folders("blocked", "temporary"));
        Assert.Null(library.Path);
        AssertWorks(library);
        Assert.Equal([blocked, Path.Combine(folder.Path, "temporary")], Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public void Load_NoFolderUsable_UsesMemory()
    {
        Block("blocked");
        var library = CorrectedLibrary.Load(content, "key", Folders("blocked", "blocked"));
        Assert.Null(library.Path);
        AssertWorks(library);
    }

    [Fact]
    public void Load_NothingLoads_NamesEachPlace()
    {
        var error = Assert.Throws<DllNotFoundException>(() => CorrectedLibrary.Load("not a library"u8, "key", Folders("cache", "none")));
        Assert.StartsWith(LoadFailure.NoPlace, error.Message, StringComparison.Ordinal);
        Assert.Contains("cache", error.Message, StringComparison.Ordinal);
        Assert.Contains("memory:", error.Message, StringComparison.Ordinal);
    }

    // A file where a folder is needed: it stops every user, whereas permissions would not stop root.
    string Block(string name)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, "");
        return path;
    }

    static void AssertWorks(CorrectedLibrary library) => Assert.True(NativeLibrary.TryGetExport(library.Handle, "THSTensor_ones", out _));
}
