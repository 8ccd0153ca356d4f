using System.Runtime.InteropServices;
using Elbo.Compute.Native;

namespace Elbo.Tests.Compute.Native;

public sealed class UserFoldersTests
{
    static readonly string Root = Path.GetPathRoot(Path.GetTempPath())!;
    static readonly string Home = Path.Combine(Root, "home", "ada");

    static UserFolders For(OSPlatform system, string? home = null, params (string Name, string Value)[] variables) =>
        UserFolders.For(name => variables.FirstOrDefault(one => one.Name == name).Value, system, home ?? Home, Path.Combine(Root, "tmp"));

    [Fact]
    public void For_Linux_FollowsXdg()
    {
        var folders = For(OSPlatform.Linux);
        Assert.Equal(Path.Combine(Home, ".cache", "elbo"), folders.Cache);
        Assert.Equal(Path.Combine(Home, ".local", "share", "elbo"), folders.Data);
        Assert.False(folders.IsTemporary);
    }

    [Fact]
    public void For_XdgVariables_AreUsed()
    {
        var folders = For(OSPlatform.Linux, null, ("XDG_CACHE_HOME", Path.Combine(Root, "c")), ("XDG_DATA_HOME", Path.Combine(Root, "d")));
        Assert.Equal((Path.Combine(Root, "c", "elbo"), Path.Combine(Root, "d", "elbo")), (folders.Cache, folders.Data));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not/absolute")]
    public void For_UnusableXdgVariable_IsIgnored(string value) =>
        Assert.Equal(Path.Combine(Home, ".cache", "elbo"), For(OSPlatform.Linux, null, ("XDG_CACHE_HOME", value)).Cache);

    [Fact]
    public void For_ElboVariables_WinEverywhere()
    {
        foreach (var system in new[] { OSPlatform.Linux, OSPlatform.OSX, OSPlatform.Windows })
        {
            var folders = For(system, null, ("ELBO_CACHE", Path.Combine(Root, "c")), ("ELBO_DATA", Path.Combine(Root, "d")), ("XDG_CACHE_HOME", Root),
                ("LOCALAPPDATA", Root));
            Assert.Equal((Path.Combine(Root, "c"), Path.Combine(Root, "d")), (folders.Cache, folders.Data));
        }
    }

    [Fact]
    public void For_MacOS_UsesLibrary()
    {
        var folders = For(OSPlatform.OSX);
        Assert.Equal(Path.Combine(Home, "Library", "Caches", "elbo"), folders.Cache);
        Assert.Equal(Path.Combine(Home, "Library", "Application Support", "elbo"), folders.Data);
    }

    [Fact]
    public void For_Windows_UsesLocalAppData()
    {
        var folders = For(OSPlatform.Windows, null, ("LOCALAPPDATA", Path.Combine(Root, "local")));
        Assert.Equal(Path.Combine(Root, "local", "elbo", "cache"), folders.Cache);
        Assert.Equal(Path.Combine(Root, "local", "elbo", "data"), folders.Data);
        Assert.Equal(Path.Combine(Home, "AppData", "Local", "elbo", "cache"), For(OSPlatform.Windows).Cache);
    }

    [Fact]
    public void For_NoHome_FallsBackToTemporaryFolder()
    {
        var folders = For(OSPlatform.Linux, home: "");
        Assert.True(folders.IsTemporary);
        Assert.Equal(Path.Combine(Root, "tmp", "elbo", "cache"), folders.Cache);
        Assert.False(For(OSPlatform.Linux, "", ("ELBO_CACHE", Root)).IsTemporary);
    }
}
