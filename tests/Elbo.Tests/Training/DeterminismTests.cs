using Elbo.Data;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Training;

namespace Elbo.Tests.Training;

/// <summary>The same seed gives the same bytes, interrupted or not.</summary>
[Collection(TorchCollection.Name)]
public sealed class DeterminismTests : IDisposable
{
    private const int StepsPerEpoch = 5; // 100 images, 20 of them for validation, in batches of 16

    private static readonly TrainingOptions Options = Small.Training with { Validation = 20 };
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Binarization.None)]
    [InlineData(Binarization.Threshold)]
    [InlineData(Binarization.Dynamic)]
    public void Train_SameSeed_GivesTheSameBytesAndOtherSeedOthers(Binarization binarization)
    {
        var options = Options with { Binarization = binarization };
        Small.Train(folder.File("a"), options);
        Small.Train(folder.File("b"), options);
        Small.Train(folder.File("other"), options with { Seed = 4 });
        Assert.Equal(Small.Weights(folder.File("a")), Small.Weights(folder.File("b")));
        Assert.Equal(Small.Checkpoint(folder.File("a")), Small.Checkpoint(folder.File("b")));
        Assert.Equal(Small.Metrics(folder.File("a")), Small.Metrics(folder.File("b")));
        Assert.NotEqual(Small.Weights(folder.File("a")), Small.Weights(folder.File("other")));
    }

    [Theory]
    [InlineData(1, Binarization.Threshold)]                     // in the first epoch: nothing but the first checkpoint is there
    [InlineData(StepsPerEpoch, Binarization.Threshold)]         // the last step of an epoch: its evaluation is still to come
    [InlineData(2 * StepsPerEpoch + 3, Binarization.Threshold)]
    [InlineData(3 * StepsPerEpoch + 1, Binarization.Dynamic)]
    public void Resume_AfterCancellation_EndsAsTheUninterruptedRun(int cancelAt, Binarization binarization)
    {
        var (whole, broken) = (folder.File("whole"), folder.File("broken"));
        var options = Options with { Binarization = binarization };
        Small.Train(whole, options);
        Small.TrainUntil(broken, cancelAt, options);
        Assert.Equal(RunStatus.Cancelled, RunFolder.Open(broken).ReadManifest().Status);

        Small.Resume(broken);
        AssertSameRun(whole, broken);
    }

    [Fact]
    public void Resume_CancelledTwiceAndAgain_EndsAsTheUninterruptedRun()
    {
        var (whole, broken) = (folder.File("whole"), folder.File("broken"));
        Small.Train(whole, Options);
        Small.TrainUntil(broken, StepsPerEpoch + 2, Options);
        using (var again = TrainingRun.Resume(broken, Small.Data))
            Small.Cancel(again, StepsPerEpoch + 5);
        // 7 steps and 10 more: the last two belong to the fourth epoch.
        Assert.Equal(3, RunFolder.Open(broken).ReadManifest().EpochsDone);
        Small.Resume(broken);
        AssertSameRun(whole, broken);
    }

    [Fact]
    public void Resume_FinishedRunWithMoreEpochs_EndsAsTheLongerRun()
    {
        var (whole, longer) = (folder.File("whole"), folder.File("longer"));
        Small.Train(whole, Options);
        Small.Train(longer, Options with { Epochs = 2 });
        Small.Resume(longer, Options);
        AssertSameRun(whole, longer);
    }

    [Theory]
    [InlineData(3.5, null, 2 * StepsPerEpoch + 3)]
    [InlineData(0.75, 1.5, 2 * StepsPerEpoch + 1)]
    public void Resume_WithinAWarmup_EndsAsTheUninterruptedRun(double warmup, double? cycle, int cancelAt)
    {
        var (whole, broken) = (folder.File("whole"), folder.File("broken"));
        var options = Options with { Beta = 2, Warmup = warmup, Cycle = cycle };
        Small.Train(whole, options);
        Small.TrainUntil(broken, cancelAt, options);
        Small.Resume(broken);
        AssertSameRun(whole, broken);
        // β at the last of 5 steps per epoch.
        Assert.Equal(
            Enumerable.Range(1, 4).Select(epoch => (double?)options.BetaSchedule.At((5 * epoch - 1) / 5.0)),
            Small.Metrics(broken).Where(row => row.Split == "train").Select(row => row.Beta));
    }

    [Fact]
    public void Resume_MetricsLineCutOff_RepeatsNoEpoch()
    {
        var (whole, broken) = (folder.File("whole"), folder.File("broken"));
        Small.Train(whole, Options);
        Small.TrainUntil(broken, 2 * StepsPerEpoch + 3, Options);
        var metrics = RunFolder.Open(broken).MetricsPath;
        // A crash while epoch 3 was being written: one whole line and one truncated line.
        var line = File.ReadAllLines(metrics)[0].Replace("\"epoch\":1", "\"epoch\":3", StringComparison.Ordinal);
        File.AppendAllText(metrics, line + "\n{\"epoch\":3,\"st");
        File.Delete(RunFolder.Open(broken).ChecksumsPath);
        Small.Resume(broken);
        AssertSameRun(whole, broken);
    }

    private static void AssertSameRun(string expected, string actual)
    {
        Assert.Equal(Small.Weights(expected), Small.Weights(actual));
        Assert.Equal(Small.Checkpoint(expected), Small.Checkpoint(actual));
        Assert.Equal(Small.Metrics(expected), Small.Metrics(actual));
        var (a, b) = (RunFolder.Open(expected).ReadManifest(), RunFolder.Open(actual).ReadManifest());
        Assert.Equal(RunStatus.Finished, b.Status);
        Assert.Equal((a.EpochsDone, a.BestEpoch, a.Training, a.Model), (b.EpochsDone, b.BestEpoch, b.Training, b.Model));
        Assert.Equivalent((a.Train, a.Validation, a.Test), (b.Train, b.Validation, b.Test), strict: true);
    }
}
