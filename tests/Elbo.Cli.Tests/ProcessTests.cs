using System.Diagnostics;
using System.Text.Json;

namespace Elbo.Cli.Tests;

public sealed class ProcessTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--help", false)]
    [InlineData("--version", false)]
    [InlineData("recipes", false)]
    [InlineData("doctor", true)]
    public async Task Libtorch_IsLoadedOnlyByVerbsThatNeedIt(string verb, bool needed)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only the loader of glibc lists the files it loads.");
        // glibc appends the process id to the file's name.
        using var process = ElboProcess.Start([verb], ("LD_DEBUG", "files"), ("LD_DEBUG_OUTPUT", folder.At("loaded")));
        var ran = await ElboProcess.End(process);
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        var loaded = Directory.GetFiles(folder.Path).Select(File.ReadAllText).ToList();
        Assert.Contains(loaded, text => text.Contains("libcoreclr", StringComparison.Ordinal));
        Assert.Equal(needed, loaded.Any(text => text.Contains("libtorch_cpu", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task CtrlC_WhileTraining_LeavesARunThatResumes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT to send to one process.");
        Assert.SkipWhen(IgnoresInterrupts(), "SIGINT is ignored here, as in a background job of a shell, and a child inherits that.");
        var run = folder.At("run");
        using var process = await Training(run);
        await Send(process, "-INT");

        var ran = await ElboProcess.End(process);
        Assert.Equal(ExitCode.Cancelled, ran.Code);
        Assert.Matches($@"^elbo: stopped after \d+ of 100000 epochs\. Continue with: elbo train --resume --out {run}\n$", ran.Error);
        var done = Manifest(run, "cancelled").GetProperty("epochs_done").GetInt32();
        Assert.InRange(done, 1, 99_999);

        var resumed = await Ran.Elbo("train", "--resume", "--out", run, "--epochs", $"{done + 1}", "--json");
        Assert.Equal(done + 1, resumed.Json().GetProperty("epochs").GetInt32());
        Manifest(run, "finished");
    }

    [Theory]
    [InlineData("-TERM", 15, ExitCode.Terminated)]
    [InlineData("-HUP", 1, ExitCode.HungUp)]
    public async Task Sigterm_WhileTraining_CheckpointsAndExitsWithItsNumber(string signal, int number, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals to send to one process.");
        Assert.SkipWhen(Ignores(number), "The signal is ignored here, as under nohup, and a child inherits that.");
        var run = folder.At("run");
        using var process = await Training(run);
        await Send(process, signal);
        var ran = await ElboProcess.End(process);
        Assert.Equal(code, ran.Code);
        Assert.StartsWith("elbo: stopped after ", ran.Error, StringComparison.Ordinal);
        Manifest(run, "cancelled");
    }

    [Fact]
    public async Task SecondSignal_EndsAtOnceAndTheRunResumes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send to one process.");
        var run = folder.At("run");
        using var process = await Training(run);
        // One right after the other: the second comes while the first is being answered, or finds the process gone.
        await Send(process, "-TERM");
        await Send(process, "-TERM");
        var ran = await ElboProcess.End(process);
        Assert.Equal(ExitCode.Terminated, ran.Code);
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(run, "run.json"), TestContext.Current.CancellationToken));
        var done = document.RootElement.GetProperty("epochs_done").GetInt32();
        var resumed = await Ran.Elbo("train", "--resume", "--out", run, "--epochs", $"{done + 1}", "--json");
        Assert.Equal((ExitCode.Done, done + 1), (resumed.Code, resumed.Json().GetProperty("epochs").GetInt32()));
    }

    /// <summary>A very long training that has finished its first epoch.</summary>
    private async Task<Process> Training(string run)
    {
        var process = ElboProcess.Start(["train", TinyData.Write(folder), "--out", run, "--epochs", "100000", .. TinyData.Net]);
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
            && !line.StartsWith("    1*", StringComparison.Ordinal))
        {
        }
        return process;
    }

    private static async Task Send(Process process, string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Bit 1 of SigIgn in Linux's /proc: a process whose parent ignores SIGINT never sees it.</summary>
    internal static bool IgnoresInterrupts() => Ignores(2);

    private static bool Ignores(int signal) => File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is var line
        && (Convert.ToUInt64(line[7..].Trim(), 16) & 1UL << signal - 1) != 0;

    private static JsonElement Manifest(string run, string status)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "run.json")));
        Assert.Equal(status, document.RootElement.GetProperty("status").GetString());
        return document.RootElement.Clone();
    }
}
