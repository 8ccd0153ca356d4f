using System.Diagnostics;
using Elbo.Runs;

namespace Elbo.Cli.Tests.Verbs;

/// <summary>Training and evaluation by several processes under mpirun, against one process.</summary>
public sealed class MpiTests : IDisposable
{
    private static readonly string[] Net = ["--hidden", "8", "--latents", "2", "--batch", "20", "--activation", "tanh", "--lr", "0.003"];
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("torch", 2)]
    [InlineData("managed", 4)]
    public async Task Train_OverRanks_HasTheCurveOfOneProcess(string engine, int ranks)
    {
        var data = TinyData.Write(folder);
        // 180 examples in batches of 20: nine steps an epoch, 108 in all.
        string[] options = ["train", data, "--epochs", "12", "--engine", engine, .. Net];
        var together = await MpiJob.Run(ranks, [.. options, "--out", folder.At("together")]);
        Assert.Equal(ExitCode.Done, together.Code);
        await Ran.Elbo([.. options, "--threads", "1", "--out", folder.At("alone")]);

        var (ours, theirs) = (Rows("together"), Rows("alone"));
        Assert.Equal(24, ours.Count);
        foreach (var (mine, reference) in ours.Zip(theirs))
        {
            Assert.Equal((reference.Epoch, reference.Split, reference.Step), (mine.Epoch, mine.Split, mine.Step));
            Assert.Equal(reference.NegElbo, mine.NegElbo, 1e-4 * reference.NegElbo);
            Assert.Equal(reference.Rate, mine.Rate, 1e-3);
        }
        var manifest = RunFolder.Open(folder.At("together")).ReadManifest();
        Assert.EndsWith($"; {ranks} processes", manifest.Engine!.Reason, StringComparison.Ordinal);
        // Rank 0 alone speaks: one table, with one line an epoch.
        Assert.Single(together.Out.Split('\n'), line => line.StartsWith("epoch", StringComparison.Ordinal));
        Assert.Single(together.Out.Split('\n'), line => line.TrimStart().StartsWith("12 ", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', together.Out);
    }

    [Fact]
    public async Task Evaluate_OverRanks_HasTheNumbersOfOneProcess()
    {
        MpiJob.NeedsMpirun();
        var run = await TinyData.TrainRun(folder);
        string[] command = ["evaluate", run, "--nll", "20", "--json"];

        Assert.Equal((await Ran.Elbo(command)).Json().ToString(), (await MpiJob.Run(3, command)).Json().ToString());
    }

    [Fact]
    public async Task Resume_WithAnotherNumberOfRanks_GoesOn()
    {
        MpiJob.NeedsMpirun();
        var data = TinyData.Write(folder);
        string[] options = ["train", data, .. Net, "--out", folder.At("run")];
        await Ran.Elbo([.. options, "--epochs", "4", "--threads", "1"]);
        await Ran.Elbo(["train", data, .. Net, "--epochs", "8", "--threads", "1", "--out", folder.At("whole")]);
        var ran = await MpiJob.Run(2, "train", "--resume", "--out", folder.At("run"), "--epochs", "8");

        Assert.Equal((ExitCode.Done, 16), (ran.Code, Rows("run").Count));
        Assert.Equal(Rows("whole")[^1].NegElbo, Rows("run")[^1].NegElbo, 1e-3);
    }

    [Fact]
    public async Task Train_FolderIsTaken_IsSaidOnceAndEndsAllRanks()
    {
        MpiJob.NeedsMpirun();
        var run = await TinyData.TrainRun(folder);
        var ran = await MpiJob.Run(3, "train", folder.At("train-images-idx3-ubyte"), "--out", run);

        Assert.Equal(ExitCode.Failed, ran.Code);
        Assert.Single(ran.Error.Split('\n'), line => line.StartsWith("elbo: ", StringComparison.Ordinal) && line.Contains("already holds a run", StringComparison.Ordinal));
        Assert.Equal(2, RunFolder.Open(run).ReadManifest().EpochsDone);
    }

    [Fact]
    public async Task Train_RankIsKilled_EndsTheJobAndLeavesTheLastCheckpoint()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The ranks are found in /proc.");
        var data = TinyData.Write(folder);
        using var job = MpiJob.Start(3, ["train", data, .. Net, "--epochs", "1000000", "--out", folder.At("run")]);
        var ended = ElboProcess.End(job);
        var metrics = folder.At("run/metrics.jsonl");
        while (!File.Exists(metrics) || File.ReadLines(metrics).Count() < 4)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Rank(job, 2).Kill();
        var ran = await ended;

        Assert.NotEqual(ExitCode.Done, ran.Code);
        var done = RunFolder.Open(folder.At("run")).ReadManifest().EpochsDone;
        var resumed = await MpiJob.Run(2, "train", "--resume", "--out", folder.At("run"), "--epochs", $"{done + 1}");
        Assert.Equal(ExitCode.Done, resumed.Code);
    }

    private static Process Rank(Process job, int rank) => Process.GetProcesses().First(process =>
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/environ").Split('\0') is var variables
                && variables.Contains($"OMPI_COMM_WORLD_RANK={rank}") && File.ReadAllText($"/proc/{process.Id}/stat").Split(')')[^1].Split(' ')[2] == $"{job.Id}";
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    });

    private IReadOnlyList<MetricsRow> Rows(string run) => RunFolder.Open(folder.At(run)).ReadMetrics();
}
