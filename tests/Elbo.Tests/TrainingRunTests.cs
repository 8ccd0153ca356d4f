using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Tests.Training;

namespace Elbo.Tests;

[Collection(TorchCollection.Name)]
public sealed class TrainingRunTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Run => folder.File("run");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_WithoutValidation_KeepsTheLastEpochAndItsNumbers()
    {
        var manifest = Small.Train(Run);
        Assert.Equal((RunStatus.Finished, 4, 4), (manifest.Status, manifest.EpochsDone, manifest.BestEpoch));
        Assert.Equal((100, 0, 40), (manifest.Data.TrainCount, manifest.Data.ValidationCount, manifest.Data.TestCount));
        Assert.Null(manifest.Validation);
        Assert.Equal((RunManifest.CurrentFormat, "bars"), (manifest.Format, manifest.Data.Name));
        using var trained = TrainedVae.Load(Run);
        var test = ElboEvaluator.Estimate(
            trained.Model, Small.Data.Test, Binarization.Threshold, seed: 3, round: 4, TestContext.Current.CancellationToken);
        Assert.Equal(test.NegElbo, manifest.Test!.NegElbo, 1e-9);
        Assert.Equal(
            [(1, 7L), (2, 14L), (3, 21L), (4, 28L)], Small.Metrics(Run).Where(r => r.Split == "train").Select(r => (r.Epoch, r.Step)));
        Assert.Equal(manifest.Test.NegElbo, Small.Metrics(Run).Last().NegElbo);
    }

    [Fact]
    public void Train_Validation_KeepsTheBestEpochsWeights()
    {
        // 16 images to learn by heart: the validation −ELBO soon rises again.
        var data = Small.Data with { Train = Small.Bars(36, 1) };
        var options = Small.Training with { Epochs = 60, Validation = 20, LearningRate = 0.02 };
        using var run = Small.Start(Run, options, data);
        using var trained = run.Train(cancellation: TestContext.Current.CancellationToken);
        var manifest = run.Folder.ReadManifest();

        var best = Small.Metrics(Run).Where(r => r.Split == "validation").MinBy(r => r.NegElbo)!;
        Assert.InRange(best.Epoch, 2, 59); // otherwise this test would prove nothing
        Assert.Equal((best.Epoch, best.NegElbo), (manifest.BestEpoch, manifest.Validation!.NegElbo));
        Assert.Equal(60, manifest.EpochsDone);

        // The file and the model that Train returns both hold that epoch's weights: they give that epoch's number.
        using var loaded = TrainedVae.Load(Run);
        Assert.Equal(Small.Values(loaded.Model), Small.Values(trained.Model));
        var estimate = ElboEvaluator.Estimate(
            loaded.Model, data.Train.HoldOut(20).Last, Binarization.Threshold, options.Seed, best.Epoch,
            TestContext.Current.CancellationToken);
        Assert.Equal(best.NegElbo, estimate.NegElbo, 1e-9);
    }

    [Fact]
    public void Train_Cancelled_SaysSoAndKeepsWholeEpochsOnly()
    {
        Small.TrainUntil(Run, 7 + 3);
        var manifest = RunFolder.Open(Run).ReadManifest();
        Assert.Equal((RunStatus.Cancelled, 1, 1), (manifest.Status, manifest.EpochsDone, manifest.BestEpoch));
        Assert.NotNull(manifest.Ended);
        Assert.Equal([1, 1], Small.Metrics(Run).Select(r => r.Epoch));
        using var usable = TrainedVae.Load(Run);
    }

    [Fact]
    public void Load_CancelledBeforeTheFirstEpoch_SaysThereAreNoWeightsYet()
    {
        Small.TrainUntil(Run, 2);
        Assert.Contains("--resume", Assert.Throws<RunException>(() => TrainedVae.Load(Run)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_ManyFaults_NamesThemAllAndWritesNothing()
    {
        var error = Assert.Throws<OptionsException>(() => TrainingRun.Start(
            Run, Small.Data, Small.Model with { Latents = 0 }, Small.Training with { Epochs = 0, LearningRate = double.NaN }));
        Assert.Equal(["latents", "epochs", "lr"], error.Faults.Select(f => f.Split(' ')[0]));
        Assert.False(Directory.Exists(Run));
    }

    [Fact]
    public void Start_ValidationTakesAllImages_IsRefusedAndWritesNothing()
    {
        Assert.Throws<DataException>(() => Small.Start(Run, Small.Training with { Validation = 100 }));
        Assert.False(Directory.Exists(Run));
    }

    [Fact]
    public void Resume_OtherOptionsOrData_IsRefusedNamingWhatMayChange()
    {
        Small.TrainUntil(Run, 10);
        var before = File.ReadAllBytes(Path.Combine(Run, "run.json"));
        var options = Assert.Throws<RunException>(() => TrainingRun.Resume(Run, Small.Data, Small.Training with { Beta = 2 }));
        Assert.All(
            (string[])["--epochs", "--patience", "--device", "--threads", "--checkpoint-every", "--on-nan"],
            name => Assert.Contains(name, options.Message, StringComparison.Ordinal));
        var data = Assert.Throws<RunException>(() => TrainingRun.Resume(Run, Small.Data with { Train = Small.Bars(100, 9) }));
        Assert.Contains("other images", data.Message, StringComparison.Ordinal);
        Assert.Throws<RunException>(() => TrainingRun.Resume(Run, Small.Data with { Test = Small.Bars(40, 9) }));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Run, "run.json")));
    }

    [Fact]
    public void Resume_FinishedRun_NamesEpochs()
    {
        Small.Train(Run);
        var error = Assert.Throws<RunException>(() => TrainingRun.Resume(Run, Small.Data));
        Assert.Contains("--epochs 8", error.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Finished, RunFolder.Open(Run).ReadManifest().Status);
    }

    [Fact]
    public void Resume_FewerEpochsThanDone_IsRefused()
    {
        Small.TrainUntil(Run, 2 * 7 + 1);
        Assert.Throws<RunException>(() => TrainingRun.Resume(Run, Small.Data, Small.Training with { Epochs = 1 }));
    }
}
