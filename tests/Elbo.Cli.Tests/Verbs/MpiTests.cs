using System.Diagnostics;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Cli.Tests.Verbs;

/// <summary>Training and evaluation by several processes under mpirun, against one process. A process takes seconds of a core to start, so each test shows
/// several things.</summary>
public sealed class MpiTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Train_ResumedByFourRanks_HasTheCurveOfOneProcess()
    {
        MpiJob.NeedsMpirun();
        string[] options = Options("managed");
        await Ran.Elbo([.. options, "--epochs", "12", "--threads", "1", "--out", folder.At("alone")]);
        await Ran.Elbo([.. options, "--epochs", "6", "--threads", "1", "--out", folder.At("together")]);
        var job = await MpiJob.Run(4, "train", "--resume", "--epochs", "12", "--out", folder.At("together"));

        AssertFine(job, 12, ranks: 4);
        AssertSameCurve(epochs: 12);
    }

    [Fact]
    public async Task TrainAndEvaluate_OverTwoRanks_HaveTheNumbersOfOneProcess()
    {
        MpiJob.NeedsMpirun();
        string[] options = [.. Options("torch"), "--epochs", "6"];
        await Ran.Elbo([.. options, "--threads", "1", "--out", folder.At("alone")]);
        AssertFine(await MpiJob.Run(2, [.. options, "--out", folder.At("together")]), 6, ranks: 2);
        AssertSameCurve(epochs: 6);

        string[] evaluation = ["evaluate", folder.At("together"), "--nll", "20", "--json"];
        Assert.Equal((await Ran.Elbo(evaluation)).Json().ToString(), (await MpiJob.Run(2, evaluation)).Json().ToString());
    }

    [Fact]
    public async Task Train_FolderIsTaken_IsSaidOnceAndEndsAllRanks()
    {
        MpiJob.NeedsMpirun();
        var run = await TinyData.TrainRun(folder);
        var job = await MpiJob.Run(2, "train", folder.At("train-images-idx3-ubyte"), "--out", run);

        Assert.Equal(ExitCode.Failed, job.Code);
        Assert.Single(
            job.Error.Split('\n'),
            line => line.StartsWith("elbo: ", StringComparison.Ordinal) && line.Contains("already holds a run", StringComparison.Ordinal));
        Assert.Equal(2, RunFolder.Open(run).ReadManifest().EpochsDone);
    }

    [Fact]
    public async Task Train_RankIsKilled_EndsTheJobAndTheRunGoesOnFromItsCheckpoint()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The ranks are found in /proc.");
        using var job = MpiJob.Start(2, [.. Options("managed"), "--epochs", "1000000", "--out", folder.At("run")]);
        var ended = ElboProcess.End(job);
        while (!File.Exists(folder.At("run/metrics.jsonl")) || File.ReadLines(folder.At("run/metrics.jsonl")).Count() < 4)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        var first = Ranks(job, 0).ToList();
        foreach (var rank in Ranks(job, 1))
            rank.Kill();

        Assert.NotEqual(ExitCode.Done, (await ended).Code);
        // The launcher does not wait for a rank in the middle of a step, and that rank holds the run until it ends.
        foreach (var rank in first)
            await rank.WaitForExitAsync(TestContext.Current.CancellationToken);
        var done = RunFolder.Open(folder.At("run")).ReadManifest().EpochsDone;
        var resumed = await Ran.Elbo("train", "--resume", "--epochs", $"{done + 1}", "--threads", "1", "--out", folder.At("run"));
        Assert.Equal(ExitCode.Done, resumed.Code);
        Assert.Equal(done + 1, RunFolder.Open(folder.At("run")).ReadManifest().EpochsDone);
    }

    /// <summary>180 examples in batches of 10: 108 steps in six epochs.</summary>
    private string[] Options(string engine) =>
        ["train", TinyData.Write(folder), "--engine", engine, "--hidden", "8", "--latents", "2", "--batch", "10", "--activation", "tanh", "--lr", "0.003"];

    private void AssertSameCurve(int epochs)
    {
        var (ours, theirs) = (Rows("together"), Rows("alone"));
        Assert.Equal(2 * epochs, ours.Count);
        foreach (var (mine, reference) in ours.Zip(theirs))
        {
            Assert.Equal((reference.Epoch, reference.Split, reference.Step), (mine.Epoch, mine.Split, mine.Step));
            Assert.Equal(reference.NegElbo, mine.NegElbo, 1e-4 * reference.NegElbo);
        }
    }

    /// <summary>Only rank 0 writes: one line per epoch, without escape sequences.</summary>
    private void AssertFine(Ran job, int lastEpoch, int ranks)
    {
        Assert.Equal((ExitCode.Done, ""), (job.Code, job.Error));
        Assert.Single(job.Out.Split('\n'), line => line.Replace('*', ' ').TrimStart().StartsWith($"{lastEpoch} ", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', job.Out);
        Assert.EndsWith($"; {ranks} processes", RunFolder.Open(folder.At("together")).ReadManifest().Engine!.Reason, StringComparison.Ordinal);
    }

    private IReadOnlyList<MetricsRow> Rows(string run) => RunFolder.Open(folder.At(run)).ReadMetrics();

    /// <summary>The processes of a job that run the given rank.</summary>
    private static IEnumerable<Process> Ranks(Process job, int rank)
    {
        foreach (var process in Process.GetProcesses())
            if (Text($"/proc/{process.Id}/environ").Split('\0') is var variables && variables.Contains($"OMPI_COMM_WORLD_RANK={rank}")
                && Text($"/proc/{process.Id}/stat").Split(')')[^1].Split(' ') is [_, _, var parent, ..] && parent == $"{job.Id}")
                yield return process;
    }

    /// <summary>Empty if the process has ended or belongs to another user.</summary>
    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
