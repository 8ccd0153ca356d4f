using Elbo.Models.Layers;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Training;

namespace Elbo.Tests.Training;

/// <summary>Disks that fail and processes that die: whatever is written stays consistent, and the run can be resumed.</summary>
[Collection(TorchCollection.Name)]
public sealed class FailingDiskTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Run => folder.File("run");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Start_PathUnderAFile_IsARunExceptionWithARemedy()
    {
        var file = folder.Write("file", [1]);
        var error = Assert.Throws<RunException>(() => Small.Start(Path.Combine(file, "run")));
        Assert.Contains("--out", error.Message, StringComparison.Ordinal);
        Assert.Equal([1], File.ReadAllBytes(file));
    }

    [Theory]
    [InlineData("metrics.jsonl")]
    [InlineData("model.safetensors")]
    [InlineData("checkpoint/state.safetensors")]
    public void Train_FileOfTheLastEpochCannotBeWritten_FailsAndCanBeContinued(string name)
    {
        var (blocked, aside) = (Path.Combine(Run, name), folder.File("aside"));
        var whole = folder.File("whole");
        Small.Train(whole);
        using (var run = Small.Start(Run))
        using (var model = run.Model)
        {
            var block = new Told<TrainingProgress>(p =>
            {
                if (p is not { Epoch: 4, ExamplesDone: 100, Completed: null })
                    return;
                run.Flush();
                File.Move(blocked, aside);
                Directory.CreateDirectory(blocked);
            });
            var error = Assert.Throws<RunException>(() => run.Train(block, TestContext.Current.CancellationToken));
            var manifest = run.Folder.ReadManifest();
            Assert.Equal((RunStatus.Failed, error.Message), (manifest.Status, manifest.Failure));
            // The manifest describes what the files hold.
            var written = name.StartsWith("checkpoint", StringComparison.Ordinal) ? 4 : 3;
            Assert.Equal((written, written), (manifest.EpochsDone, manifest.BestEpoch));
        }
        Assert.Empty(Directory.EnumerateFiles(Run, "*.tmp", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }));

        Directory.Delete(blocked);
        File.Move(aside, blocked);
        Assert.Equal((RunStatus.Finished, 4), (Small.Resume(Run).Status, RunFolder.Open(Run).ReadManifest().BestEpoch));
        AssertSame(whole, Run);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Resume_DiedBetweenManifestAndCheckpoint_EndsAsTheUninterruptedRun(int died)
    {
        var whole = folder.File("whole");
        Small.Train(whole);
        using (var run = Small.Start(Run))
        {
            var (state, before) = (run.Folder.CheckpointPath, Array.Empty<byte>());
            using var stop = new CancellationTokenSource();
            var progress = new Told<TrainingProgress>(p =>
            {
                run.Flush();
                if (p.Completed?.Epoch == died - 1)
                    before = File.ReadAllBytes(state);
                if (p.Completed?.Epoch == died)
                    stop.Cancel();
            });
            try
            {
                run.Train(progress, stop.Token);
            }
            catch (OperationCanceledException)
            {
                // In the last epoch there is nothing left to cancel.
            }
            run.Model.Dispose();
            File.WriteAllBytes(state, before);
            run.Folder.WriteManifest(run.Folder.ReadManifest() with { Status = RunStatus.Running, Ended = null });
            File.Delete(run.Folder.ChecksumsPath);
        }
        Assert.Equal(died, RunFolder.Open(Run).ReadManifest().EpochsDone);
        Assert.Equal(RunStatus.Finished, Small.Resume(Run).Status);
        AssertSame(whole, Run);
    }

    [Fact]
    public void Resume_DiedBeforeTheFirstCheckpoint_BeginsAnew()
    {
        var training = Small.Training with { Initialization = WeightInitialization.Glorot, OutputBias = OutputBias.Mean };
        var whole = folder.File("whole");
        Small.Train(whole, training);
        using (var run = Small.Start(Run, training))
            run.Model.Dispose();
        Directory.Delete(Path.Combine(Run, "checkpoint"), recursive: true);
        Assert.Equal(RunStatus.Finished, Small.Resume(Run).Status);
        AssertSame(whole, Run);
    }

    [Fact]
    public void Resume_DiedWhileItWrote_LeavesNothingOfThat()
    {
        Small.TrainUntil(Run, 17);
        File.Delete(RunFolder.Open(Run).ChecksumsPath);
        foreach (var name in new[] { "checkpoint/.state.safetensors.abc.tmp", ".model.safetensors.abc.tmp", ".run.json.abc.tmp", ".report.html.abc.tmp" })
            File.WriteAllText(Path.Combine(Run, name), "half");
        Small.Resume(Run);
        // Another process may be writing the report at this moment.
        Assert.Equal(
            [".report.html.abc.tmp"],
            Directory.GetFiles(Run, "*.tmp", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
                .Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void Train_DiskFull_FailsWithARemedyAndCanBeContinued()
    {
        // Enough for the first manifest and checkpoint (18 KB of weights and moments), not for a second one next to it.
        using var disk = MountedDisk.InMemory(Run, "size=48k");
        using (var run = Small.Start(Run))
        using (var model = run.Model)
        {
            var error = Assert.Throws<RunException>(() => run.Train(cancellation: TestContext.Current.CancellationToken));
            Assert.Contains("Free space", error.Message, StringComparison.Ordinal);
        }
        disk.Remount("size=1m");
        Small.Resume(Run);
        Small.Train(folder.File("whole"));
        AssertSame(folder.File("whole"), Run);
    }

    [Fact]
    public void Train_QuotaUsedUp_FailsWithARemedyAndCanBeContinued()
    {
        using var disk = MountedDisk.WithQuota(folder.File("disk"), folder.File("image"));
        using (var run = Small.Start(disk.Quota))
        using (var model = run.Model)
        {
            var use = new Told<TrainingProgress>(p =>
            {
                if (p is not { Epoch: 3, ExamplesDone: 32, Completed: null })
                    return;
                run.Flush();
                disk.UseUpQuota();
            });
            var error = Assert.Throws<RunException>(() => run.Train(use, TestContext.Current.CancellationToken));
            Assert.StartsWith($"{disk.Quota} cannot be read or written: Disk quota exceeded", error.Message, StringComparison.Ordinal);
            Assert.Contains("Free space", error.Message, StringComparison.Ordinal);
        }
        disk.LiftQuota();
        Assert.Equal(2, RunFolder.Open(disk.Quota).ReadManifest().EpochsDone);
        Small.Resume(disk.Quota);
        Small.Train(folder.File("whole"));
        AssertSame(folder.File("whole"), disk.Quota);
    }

    [Fact]
    public void Start_ReadOnlyDisk_IsARunExceptionWithARemedy()
    {
        using var disk = MountedDisk.InMemory(Run, "size=48k,ro");
        var error = Assert.Throws<RunException>(() => Small.Start(Run));
        Assert.StartsWith(Run, error.Message, StringComparison.Ordinal);
        Assert.Contains("--out", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_FolderVanishes_FailsNamingIt()
    {
        using var run = Small.Start(Run);
        using var model = run.Model;
        var vanish = new Told<TrainingProgress>(p =>
        {
            if (p is not { Epoch: 2, ExamplesDone: 32 })
                return;
            run.Flush();
            Directory.Delete(Run, recursive: true);
        });
        var error = Assert.Throws<RunException>(() => run.Train(vanish, TestContext.Current.CancellationToken));
        Assert.StartsWith(Run, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Run));
    }

    private static void AssertSame(string whole, string run)
    {
        Assert.Equal(Small.Weights(whole), Small.Weights(run));
        Assert.Equal(Small.Checkpoint(whole), Small.Checkpoint(run));
        Assert.Equal(Small.Metrics(whole), Small.Metrics(run));
        Assert.Equivalent(RunFolder.Open(whole).ReadManifest().Test, RunFolder.Open(run).ReadManifest().Test, strict: true);
    }
}
