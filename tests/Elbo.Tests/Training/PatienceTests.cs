using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Training;

namespace Elbo.Tests.Training;

/// <summary>Early stopping against the curve of a run that trains all epochs.</summary>
[Collection(TorchCollection.Name)]
public sealed class PatienceTests : IDisposable
{
    private const int Epochs = 60, Enough = 3;

    private readonly TempFolder folder = new();

    /// <summary>So fast that the validation −ELBO rises soon.</summary>
    private static TrainingOptions Whole => Small.Training with { Epochs = Epochs, Validation = 30, LearningRate = 0.03 };

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("validation", 0)]
    [InlineData("test", 0)]
    [InlineData("validation", 20)]
    public void Train_WithPatience_StopsWhereTheWholeRunsCurveSays(string split, int warmup)
    {
        var whole = Whole with { Warmup = warmup };
        Small.Train(folder.File("whole"), whole);
        var curve = Small.Metrics(folder.File("whole")).Where(row => row.Split == split).Select(row => row.NegElbo).ToArray();
        var (lowest, expected) = (0, Epochs);
        for (var epoch = 1; epoch <= Epochs && expected == Epochs; epoch++)
        {
            if (lowest == 0 || curve[epoch - 1] < curve[lowest - 1])
                lowest = epoch;
            if (epoch - Math.Max(lowest, warmup) >= Enough)
                expected = epoch;
        }
        Assert.InRange(expected, Enough + 1, Epochs - 1);

        var stopped = Small.Train(folder.File("stopped"), whole with { Patience = Enough, StopOn = split });

        Assert.Equal((expected, true), (stopped.EpochsDone, stopped.IsFinished));
        Assert.Equal(
            FormattableString.Invariant($"The {split} −ELBO has not fallen below that of epoch {lowest}, {curve[lowest - 1]:F2} nats, for 3 epochs."),
            stopped.Stopped);
        Assert.Equal(Small.Metrics(folder.File("whole")).TakeWhile(row => row.Epoch <= expected), Small.Metrics(folder.File("stopped")));
    }

    [Fact]
    public void Train_PatienceOnTheTestSplitAndNoValidation_KeepsTheEpochThatItChose()
    {
        var run = Small.Train(folder.File("run"), Whole with { Validation = 0, Patience = Enough, StopOn = "test" });
        var curve = Small.Metrics(folder.File("run")).Where(row => row.Split == "test").Select(row => row.NegElbo).ToArray();
        Assert.Equal((run.EpochsDone - Enough, curve.Min()), (run.BestEpoch, run.Test!.NegElbo));
        Assert.Contains($"epoch {run.BestEpoch},", run.Stopped, StringComparison.Ordinal);
        // Without patience the last epoch's weights are kept, as ever.
        Assert.Equal(4, Small.Train(folder.File("plain"), Small.Training with { StopOn = "test" }).BestEpoch);
    }

    [Fact]
    public void Resume_InterruptedOrWithMorePatience_CountsOn()
    {
        var options = Whole with { Patience = Enough };
        var straight = Small.Train(folder.File("straight"), options);
        Small.TrainUntil(folder.File("parts"), step: (straight.EpochsDone - 1) * 5 + 2, options); // 70 images in batches of 16
        Assert.Null(RunFolder.Open(folder.File("parts")).ReadManifest().Stopped);

        var resumed = Small.Resume(folder.File("parts"));

        Assert.Equal((straight.EpochsDone, straight.Stopped), (resumed.EpochsDone, resumed.Stopped));
        Assert.Equal(Small.Weights(folder.File("straight")), Small.Weights(folder.File("parts")));
        var refused = Assert.Throws<RunException>(() => Small.Resume(folder.File("parts"), options with { Epochs = 100 }));
        Assert.Contains($"stopped early after epoch {straight.EpochsDone}. {straight.Stopped}", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Give more patience to continue: --patience 6, or --patience 0", refused.Message, StringComparison.Ordinal);
        var longer = Small.Resume(folder.File("parts"), options with { Patience = 5 });
        Assert.True(longer.EpochsDone >= straight.EpochsDone + 2, $"{longer.EpochsDone}");
        Assert.Equal((Epochs, null), (Small.Resume(folder.File("parts"), options with { Patience = 0 }) is var all ? all.EpochsDone : 0, all.Stopped));
    }

    [Fact]
    public void Faults_PatienceWithoutAnythingToWatch_NamesBothRemedies()
    {
        var fault = Assert.Single((Small.Training with { Patience = 5 }).Faults());
        Assert.Equal("patience was 5, but no examples are kept from training to watch. Use --validation 1000 too, or --stop-on test.", fault);
        Assert.Empty((Small.Training with { Patience = 5, StopOn = "test" }).Faults());
        fault = Assert.Single((Small.Training with { StopOn = "train" }).Faults());
        Assert.Equal("stop-on was 'train'; it must be one of validation, test. Use --stop-on validation.", fault);
    }

    [Fact]
    public void IsDone_SeriesOfAStoppedRun_TakesItAsItIs()
    {
        var options = Whole with { Patience = Enough };
        var stopped = Small.Train(folder.File("stopped"), options);
        Assert.True(stopped.IsDone(options));
        Assert.True(stopped.IsDone(options with { Epochs = 2 * Epochs }));
        Assert.False(stopped.IsDone(options with { Patience = Enough + 1 }));
        Assert.False(stopped.IsDone(options with { Patience = 0 }));
    }
}
