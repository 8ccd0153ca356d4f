using Elbo.Compute.Native.Loading;

namespace Elbo.Tests.Compute.Native.Loading;

public sealed class LoadFailureTests
{
    static readonly NativeFiles Deployed = NativeFiles.OfThisProgram();

    static string Explain(string? words, params string[] versions) =>
        LoadFailure.Explain(Deployed, words, library => library == "libstdc++.so.6" && versions.Length > 0 ? versions.ToHashSet() : null);

    [Theory]
    [InlineData("linux-x64")]
    [InlineData("debian.12-x64")]
    [InlineData("win-x64")]
    [InlineData("win-arm64")]
    [InlineData("osx-arm64")]
    public void Unsupported_PlatformWithLibtorch_IsNull(string runtime) => Assert.Null(LoadFailure.Unsupported(runtime));

    [Theory]
    [InlineData("linux-musl-x64", "Alpine")]
    [InlineData("alpine.3.20-x64", "musl")]
    [InlineData("linux-arm64", "There is no libtorch for linux-arm64")]
    [InlineData("osx-x64", "There is no libtorch for osx-x64")]
    [InlineData("win-x86", "There is no libtorch for win-x86")]
    public void Unsupported_PlatformWithout_SaysSo(string runtime, string words) =>
        Assert.Contains(words, LoadFailure.Unsupported(runtime), StringComparison.Ordinal);

    [Fact]
    public void Explain_NoLibtorch_NamesThePackage() =>
        Assert.EndsWith(
            "Set <ElboTorch>cpu</ElboTorch> in the program's project file, or add the package for this platform: "
            + $"dotnet add package libtorch-cpu-{NativeFiles.Platform} --version 2.10.0",
            LoadFailure.Explain(new([]), null, _ => null), StringComparison.Ordinal);

    [Theory]
    [InlineData("version `GLIBCXX_3.4.30' not found")]
    [InlineData($"{LoadFailure.NoPlace} /a: version `GLIBCXX_3.4.30' not found")]
    public void Explain_OldLibstdcxx_SaysWhatIsThereAndWhatIsNeeded(string loader)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "libstdc++ is Linux's.");
        var provided = new ElfFile(TorchSharpFile.Read()).VersionsNeeded().Select(need => need.Version).Except(["GLIBCXX_3.4.30", "GLIBCXX_3.4.32"]).ToArray();
        var words = Explain(loader, provided);
        Assert.Contains("provides GLIBCXX_3.4.29, and GLIBCXX_3.4.30 or newer is needed (GCC 12)", words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("libgomp.so.1", "libgomp1")]
    [InlineData("libstdc++.so.6", "libstdc++6")]
    [InlineData("libgomp-98b21ff3.so.1", "libtorch-cpu-")]
    [InlineData("libodd.so.2", "apt-file search")]
    public void Explain_MissingDependency_NamesItAndItsPackage(string library, string remedy)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The words are those of Linux's loader.");
        var words = Explain(
            "Unable to load shared library 'x' or one of its dependencies.\n"
            + $"{library}: cannot open shared object file: No such file or directory\n");
        Assert.StartsWith($"libtorch needs {library}, which is missing here.", words, StringComparison.Ordinal);
        Assert.Contains(remedy, words, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_NoPlaceForTheCopy_NamesTheVariable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux needs a copy.");
        Assert.Contains("Set ELBO_CACHE", Explain($"{LoadFailure.NoPlace} /a: denied"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("odd\nwords\n")]
    public void Explain_AnythingElse_IsOneParagraph(string? words) =>
        Assert.DoesNotContain('\n', Explain(words));

    [Fact]
    public void Highest_Versions_ComparesByNumber() =>
        Assert.Equal("GLIBCXX_3.4.30", SymbolVersion.Highest(["GLIBCXX_3.4.9", "GLIBCXX_3.4.30", "GLIBCXX_TUNABLES", "CXXABI_9.9"], "GLIBCXX_"));

    [Fact]
    public void PathOf_Maps_FollowsTheLinkOfTheName() =>
        Assert.Equal("/usr/lib/libstdc++.so.6.0.30", LoadedFiles.PathOf("libstdc++.so.6",
            ["7f00-7f01 r--p 00000000 08:01 12 [heap]", "7f00-7f01 r--p 00000000 08:01 12   /usr/lib/libm.so.6",
                "7f00-7f01 r-xp 00000000 08:01 12   /usr/lib/libstdc++.so.6.0.30"]));
}
