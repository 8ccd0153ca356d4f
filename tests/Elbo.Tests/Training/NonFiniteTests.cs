using Elbo.Compute.Randomness;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Training;

namespace Elbo.Tests.Training;

/// <summary>Training that diverges is reported at once, by name, and the last good weights are kept.</summary>
[Collection(TorchCollection.Name)]
public sealed class NonFiniteTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(EngineKind.Torch)]
    [InlineData(EngineKind.Managed)]
    public void Train_LearningRateFarTooHigh_NamesStepAndTensorAndKeepsTheWeights(EngineKind engine)
    {
        var options = Small.Training with { LearningRate = 1e18, Engine = engine };
        using var model = new Vae(Small.Model, seed: 1);
        using var trainer = new Trainer(model, options);
        var steps = 0;
        var error = Assert.Throws<NonFiniteException>(() => trainer.Train(
            Small.Data, progress: new Told<TrainingProgress>(_ => steps++), cancellation: TestContext.Current.CancellationToken));

        Assert.True(steps >= 1, "The first step is finite: it is the update that breaks the model.");
        Assert.Equal((1, steps + 1), (error.Epoch, error.Step));
        Assert.Equal(WeightsAfter(steps, options), Small.Values(model));
        Assert.All(Small.Values(model), value => Assert.True(float.IsFinite(value)));
        Assert.Contains($"epoch 1, step {steps + 1} (batch {steps + 1} of 7, examples ", error.Message, StringComparison.Ordinal);
        Assert.Contains(error.Tensor, error.Message, StringComparison.Ordinal);
        Assert.Contains("--lr 1e-3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Diverges_MarksTheRunFailedAndItStaysReadable()
    {
        var path = folder.File("run");
        using var run = Small.Start(path, Small.Training with { LearningRate = 1e18 });
        using var model = run.Model;
        var error = Assert.Throws<NonFiniteException>(() => run.Train(cancellation: TestContext.Current.CancellationToken));
        var manifest = RunFolder.Open(path).ReadManifest();
        Assert.Equal((RunStatus.Failed, error.Message, 0), (manifest.Status, manifest.Failure, manifest.EpochsDone));
        Assert.NotNull(manifest.Ended);
        // It can be resumed, and fails at the same place.
        run.Dispose();
        using var again = TrainingRun.Resume(path, Small.Data);
        using var second = again.Model;
        Assert.Equal(RunStatus.Running, RunFolder.Open(path).ReadManifest().Status);
        Assert.Null(RunFolder.Open(path).ReadManifest().Failure);
        var repeated = Assert.Throws<NonFiniteException>(() => again.Train(cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(error.Message, repeated.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Train_LastUpdateBreaksTheModel_IsAFailureToo(int validation)
    {
        // One step per epoch, itself finite: only the evaluation after it meets the broken weights.
        var options = Small.Training with { LearningRate = 1e18, Batch = 100, Epochs = 1, Validation = validation };
        var path = folder.File("run");
        using var run = Small.Start(path, options);
        using var model = run.Model;
        var error = Assert.Throws<NonFiniteException>(() => run.Train(cancellation: TestContext.Current.CancellationToken));
        Assert.Equal((1, 1, validation > 0 ? "validation" : "test"), (error.Epoch, error.Step, error.Tensor));
        var manifest = RunFolder.Open(path).ReadManifest();
        Assert.Equal((RunStatus.Failed, 0, 0), (manifest.Status, manifest.EpochsDone, manifest.BestEpoch));
        Assert.False(File.Exists(run.Folder.WeightsPath));
        Assert.Empty(run.Folder.ReadMetrics());
    }

    private static float[] WeightsAfter(int steps, TrainingOptions options)
    {
        using var model = new Vae(Small.Model, seed: 1);
        using var adam = new Adam(model.named_parameters(), options.LearningRate);
        using ITrainingStep step = options.Engine == EngineKind.Torch
            ? new TorchStep(model, adam, options, Small.Data.Train, TorchSharp.torch.CPU)
            : new ManagedStep(model, adam, options, Small.Data.Train, options.Threads);
        foreach (var indices in Shuffle.Permutation(100, options.Seed, 1).Chunk(options.Batch).Take(steps))
            step.Run(indices, 1);
        step.Publish();
        return Small.Values(model);
    }
}
