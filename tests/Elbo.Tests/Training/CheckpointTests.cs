using Elbo.Files.Safetensors;
using Elbo.Models.Layers;
using Elbo.Objectives;
using Elbo.Runs;
using Elbo.Tests.Data;

namespace Elbo.Tests.Training;

/// <summary>A damaged checkpoint is recognized, and the previous one is used.</summary>
[Collection(TorchCollection.Name)]
public sealed class CheckpointTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Run => folder.File("run");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5000)]
    [InlineData(-1)]
    public void Resume_OneBitOfTheCheckpointFlipped_TakesTheOneBeforeAndSaysSo(int at)
    {
        var whole = folder.File("whole");
        Small.Train(whole);
        Small.TrainUntil(Run, 17); // 3 of the third epoch's 7 steps
        var path = RunFolder.Open(Run).CheckpointPath;
        var bytes = File.ReadAllBytes(path);
        bytes[at < 0 ? ^1 : at] ^= 4;
        File.WriteAllBytes(path, bytes);
        using (var run = TrainingRun.Resume(Run, Small.Data))
        {
            Assert.StartsWith(path, run.Warning, StringComparison.Ordinal);
            // Which one depends on the speed of the disk.
            Assert.Matches(@" Training resumes from the previous checkpoint: epoch \d, step (0|7|14)\.$", run.Warning);
            run.Train(cancellation: TestContext.Current.CancellationToken).Dispose();
        }
        Assert.Equal(Small.Weights(whole), Small.Weights(Run));
        Assert.Equal(Small.Checkpoint(whole), Small.Checkpoint(Run));
        Assert.Equal(Small.Metrics(whole), Small.Metrics(Run));
    }

    [Fact]
    public void Resume_CheckpointOfARunWithAnotherSeed_IsNotTaken()
    {
        var other = folder.File("other");
        Small.TrainUntil(Run, 17);
        Small.TrainUntil(other, 17, Small.Training with { Seed = 4 });
        var (own, foreign) = (RunFolder.Open(Run), RunFolder.Open(other));
        File.Copy(foreign.CheckpointPath, own.CheckpointPath, overwrite: true);
        using (var run = TrainingRun.Resume(Run, Small.Data))
        {
            using var model = run.Model;
            Assert.Contains("cannot be used. Training resumes from the previous checkpoint", run.Warning, StringComparison.Ordinal);
        }
        File.Copy(foreign.CheckpointPath, own.CheckpointPath, overwrite: true);
        File.Copy(foreign.CheckpointPath, own.PreviousCheckpointPath, overwrite: true);
        var error = Assert.Throws<ModelFileException>(() => TrainingRun.Resume(Run, Small.Data));
        Assert.Contains("belongs to a run with seed 4, and this one has seed 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_CheckpointOfOtherDataOptionsOrALaterEpoch_IsNotTaken()
    {
        var (others, later, faster, freer) = (folder.File("others"), folder.File("later"), folder.File("faster"), folder.File("freer"));
        var (warmer, curved) = (folder.File("warmer"), folder.File("curved"));
        using (var run = TrainingRun.Start(curved, Small.Data, Small.Model with { Activation = Activation.Tanh }, Small.Training))
            Small.Cancel(run, 17);
        Small.Train(others, data: Small.Data with { Train = Small.Data.Test });
        Small.Train(later);
        Small.TrainUntil(faster, 17, Small.Training with { LearningRate = 0.002 });
        Small.TrainUntil(warmer, 17, Small.Training with { Warmup = 3 });
        Small.TrainUntil(freer, 17, Small.Training with { Objective = new FreeBits(0.5) });
        foreach (var (foreign, message) in new[]
        {
            (others, "belongs to a run on other data"), (later, "stands at epoch 4, and run.json at"),
            (warmer, "belongs to a run with beta_schedule "),
            (curved, "belongs to a run with activation \"tanh\", and this one has \"relu\""),
            (faster, "belongs to a run with lr 0.002, and this one has 0.001"),
            (freer, "belongs to a run with objective \"free_bits\", and this one has \"elbo\""),
        })
        {
            Directory.CreateDirectory(Run);
            Small.TrainUntil(Run, 17);
            var own = RunFolder.Open(Run);
            File.Copy(RunFolder.Open(foreign).CheckpointPath, own.CheckpointPath, overwrite: true);
            File.Copy(RunFolder.Open(foreign).CheckpointPath, own.PreviousCheckpointPath, overwrite: true);
            Assert.Contains(message, Assert.Throws<ModelFileException>(() => TrainingRun.Resume(Run, Small.Data)).Message, StringComparison.Ordinal);
            Directory.Delete(Run, recursive: true);
        }
    }

    [Fact]
    public void Resume_NothingDamaged_WarnsOfNothing()
    {
        Small.TrainUntil(Run, 17);
        using var run = TrainingRun.Resume(Run, Small.Data);
        using var model = run.Model;
        Assert.Null(run.Warning);
    }

    [Fact]
    public void Resume_DiedWhileTheCheckpointWasReplaced_TakesTheOneBefore()
    {
        Small.TrainUntil(Run, 17);
        File.Delete(RunFolder.Open(Run).CheckpointPath);
        using var run = TrainingRun.Resume(Run, Small.Data);
        using var model = run.Model;
        Assert.Contains("does not exist", run.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Seal_AnyChangeOfTheContent_IsNoticed()
    {
        var file = new SafetensorsFile([SafetensorsTensor.FromSingles("w", [2], [1, 2])], new Dictionary<string, string> { ["step"] = "7" });
        var once = SafetensorsSeal.Seal(file);
        SafetensorsSeal.ThrowIfBroken(file); // it has no checksum
        SafetensorsSeal.ThrowIfBroken(once);
        Assert.Equal(once.Metadata, SafetensorsSeal.Seal(once).Metadata);
        foreach (var other in (SafetensorsFile[])[
            new(once.Tensors, new Dictionary<string, string>(once.Metadata) { ["step"] = "8" }),
            new([SafetensorsTensor.FromSingles("w", [2], [1, 3])], once.Metadata),
            new([SafetensorsTensor.FromSingles("v", [2], [1, 2])], once.Metadata),
            new([SafetensorsTensor.FromSingles("w", [1, 2], [1, 2])], once.Metadata)])
            Assert.Contains("is damaged", Assert.Throws<ModelFileException>(() => SafetensorsSeal.ThrowIfBroken(other)).Message, StringComparison.Ordinal);
    }
}
