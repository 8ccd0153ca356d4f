namespace Elbo.Cli.Tests.Verbs;

public sealed class DataFetchVerbTests : IDisposable
{
    /// <summary>A local port on which nothing listens.</summary>
    private const string Nobody = "http://127.0.0.1:1/";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Fetch_NobodyAnswers_SaysWhichFileGoesWhere() =>
        (await Ran.Elbo("data", "fetch", "cifar10", "--to", folder.At("here"), "--mirror", Nobody))
            .AssertFailed(ExitCode.Failed, $"put cifar-10-binary.tar.gz into {folder.At("here")} by hand, from {Nobody}, and run the command again");

    [Theory]
    [InlineData("NAME was 'fashion-mnst'", "fashion-mnst", Nobody)]
    [InlineData("--mirror was 'ftp://somewhere/'", "kmnist", "ftp://somewhere/")]
    public async Task Fetch_WrongNameOrMirror_IsWrongUsage(string message, string name, string mirror)
    {
        (await Ran.Elbo("data", "fetch", name, "--to", folder.At("here"), "--mirror", mirror)).AssertFailed(ExitCode.WrongUsage, message);
        Assert.Equal("", string.Join(", ", Directory.GetFileSystemEntries(folder.At("."))));
    }

    [Fact]
    public async Task Fetch_WhatComesWithTheProgram_IsNotDownloaded() =>
        Assert.Contains(
            $"mnist is in {Path.Combine(AppContext.BaseDirectory, "data", "mnist")}",
            (await Ran.Elbo("data", "fetch", "mnist", "--mirror", Nobody)).Out, StringComparison.Ordinal);

    [Fact]
    public async Task Fetch_IntoAFile_SaysThatItCannotBeWritten() =>
        (await Ran.Elbo("data", "fetch", "kmnist", "--to", folder.Write("file", [1]), "--mirror", Nobody))
            .AssertFailed(ExitCode.Failed, "kmnist could not be written to", "--to");
}
