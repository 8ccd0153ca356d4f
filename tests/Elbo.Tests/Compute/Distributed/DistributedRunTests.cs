using Elbo.Compute.Distributed;
using Elbo.Runs;
using Elbo.Tests.Training;
using Elbo.Training;

namespace Elbo.Tests.Compute.Distributed;

/// <summary>A run folder that several ranks (threads in these tests) train together.</summary>
[Collection(TorchCollection.Name)]
public sealed class DistributedRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("elbo-ranks-").FullName;

    private string Path => System.IO.Path.Combine(folder, "run");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Train_WithValidation_LeavesOneFolderAndTheBestWeightsOnEveryRank()
    {
        // A learning rate at which the last epoch is not the best one.
        var options = Small.Training with { Epochs = 6, Validation = 20, LearningRate = 0.2 };
        var weights = ThreadCommunicator.Run(3, communicator => Train(options, communicator));

        Assert.All(weights, mine => Assert.Equal(weights[0], mine));
        var run = RunFolder.Open(Path);
        Assert.Equal(3 * 6, run.ReadMetrics().Count);
        var manifest = run.ReadManifest();
        Assert.Equal((RunStatus.Finished, 6), (manifest.Status, manifest.EpochsDone));
        Assert.NotEqual(6, manifest.BestEpoch);
        Assert.Equal(Small.Values(Elbo.Models.TrainedVae.Load(Path).Model), weights[2]);
    }

    [Fact]
    public void Resume_WithinAnEpochByOtherRanks_EndsNearAnUninterruptedRun()
    {
        var options = Small.Training with { Epochs = 3 };
        var whole = Train(options, Communicator.Alone);
        Directory.Delete(Path, recursive: true);
        Small.TrainUntil(Path, step: 10, options);
        var resumed = ThreadCommunicator.Run(2, communicator =>
        {
            using var run = TrainingRun.Resume(new TrainingHost { Communicator = communicator }, Path, Small.Data);
            using var model = run.Train(cancellation: TestContext.Current.CancellationToken);
            return Small.Values(model.Model);
        });

        Assert.All(whole.Zip(resumed[1]), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        Assert.Equal(2 * 3, RunFolder.Open(Path).ReadMetrics().Count);
    }

    [Fact]
    public void Train_OtherOptionsOrOtherDataOnOneRank_NamesTheRankOnEach()
    {
        var options = Messages(rank => (Small.Training with { Seed = rank == 1 ? 8u : 3u }, Small.Data));
        Directory.Delete(Path, recursive: true);
        var data = Messages(rank => (Small.Training, rank == 1 ? Small.Data with { Train = Small.Bars(100, 9) } : Small.Data));

        Assert.All(options, message => Assert.StartsWith("Rank 1 was started with other options than rank 0.", message, StringComparison.Ordinal));
        Assert.All(data, message => Assert.StartsWith("bars holds other data on rank 1's machine than on rank 0's.", message, StringComparison.Ordinal));

        string[] Messages(Func<int, (TrainingOptions, Elbo.Data.Dataset<Elbo.Data.ImageSet>)> start) => ThreadCommunicator.Run(2, communicator =>
        {
            var (training, dataset) = start(communicator.Rank);
            using var run = TrainingRun.Start(new TrainingHost { Communicator = communicator }, Path, dataset, Small.Model, training);
            return Assert.Throws<DistributedException>(() => run.Train(cancellation: TestContext.Current.CancellationToken)).Message;
        });
    }

    private float[] Train(TrainingOptions options, Communicator communicator)
    {
        using var run = TrainingRun.Start(new TrainingHost { Communicator = communicator }, Path, Small.Data, Small.Model, options);
        using var model = run.Train(cancellation: TestContext.Current.CancellationToken);
        return Small.Values(model.Model);
    }
}
