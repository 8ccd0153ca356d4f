using System.Diagnostics;

namespace Elbo.Cli.Tests.Verbs;

public sealed class StudioVerbTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--listen was 'everywhere'; it must be an IP address", "--listen", "everywhere")]
    [InlineData("--listen", "--listen")]
    [InlineData("port was 70000; it must be 0 (any free one) to 65535", "--port", "70000")]
    public async Task Run_WrongAddress_SaysWhatIsAllowed(string words, params string[] args) =>
        (await Ran.Elbo(["studio", folder.Path, .. args])).AssertFailed(ExitCode.WrongUsage, words);

    [Fact]
    public async Task Run_FolderIsAFile_SaysSo() =>
        (await Ran.Elbo("studio", folder.Write("file", []), "--port", "0")).AssertFailed(ExitCode.WrongUsage, "which is a file");

    /// <summary>192.0.2.0/24 is reserved for documentation: no machine has such an address.</summary>
    [Fact]
    public async Task Run_AddressOfAnotherMachine_SaysSo()
    {
        using var process = ElboProcess.Start(["studio", folder.Path, "--listen", "192.0.2.1", "--port", "0"]);
        (await ElboProcess.End(process)).AssertFailed(ExitCode.Failed, "Cannot listen on 192.0.2.1 port 0", "--listen");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_OnlyWithListen_WarnsAndAsksForAToken_AndCtrlCEndsIt(bool isShared)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send to one process.");
        using var process = ElboProcess.Start(["studio", folder.Path, "--port", "0", .. isShared ? (string[])["--listen", "0.0.0.0"] : []]);
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
        var token = line[(line.LastIndexOf('/') + 1)..];
        Assert.Matches(isShared ? "^\\?token=[A-Za-z0-9_-]{43}$" : "^$", token);
        Assert.Equal(!isShared, line.Contains("http://127.0.0.1:", StringComparison.Ordinal));

        // Ctrl-C, unless it is ignored here, as in a background job of a shell.
        using (var kill = Process.Start("kill", [ProcessTests.IgnoresInterrupts() ? "-TERM" : "-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var ran = await ElboProcess.End(process);
        Assert.Equal(ExitCode.Done, ran.Code);
        Assert.Equal(isShared, ran.Error.StartsWith("elbo: warning: other machines can reach 0.0.0.0.", StringComparison.Ordinal));
        Assert.Equal(isShared ? 1 : 0, ran.Error.Count(c => c == '\n'));
        Assert.DoesNotContain("token=", ran.Error, StringComparison.Ordinal);
    }
}
