using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Tests.Data;
using Elbo.Tests.Training;
using Elbo.Training;
using Elbo.Training.Schedules;

namespace Elbo.Tests.Runs.Sessions;

public sealed class ResumeRulesTests
{
    [Fact]
    public void Faults_LengthAndPlace_MayChange() =>
        Assert.Empty(ResumeRules.Faults(new() { Epochs = 99, Device = "cuda:1", Threads = 7 }, new()));

    [Fact]
    public void Faults_EverythingElse_IsNamedWithBothValues()
    {
        var asked = new TrainingOptions
        {
            Batch = 7,
            LearningRate = 0.5,
            LearningRateSchedule = new StepRate([3], 0.1),
            AdamEpsilon = 1e-4,
            Warmup = 3,
            Seed = 4,
        };
        var faults = ResumeRules.Faults(asked, new()).ToList();
        Assert.Equal(6, faults.Count);
        foreach (var expected in (string[])[
            "--batch was 7, but the run has 64;", "--lr was 0.5, but the run has 0.001;", "--lr-schedule was ×0.1 after epochs 3, but the run has constant;",
            "--adam-epsilon was 0.0001, but the run has 1e-8;",
            "--seed was 4, but the run has 0;",
            "the schedule of β was β 0→1 over 3 epochs, but the run has β 1;"])
            Assert.Contains(faults, fault => fault.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Resume_MoreEpochs_TheCommandRepeatsThem()
    {
        using var folder = new TempFolder();
        var origin = new RunOrigin(null, ["elbo", "train", "my bars", "--epochs", "1"]);
        using (var run = TrainingRun.Start(TrainingHost.With(null), folder.File("run"), Small.Data, Small.Model, Small.Training with { Epochs = 1 }, origin))
            run.Train(cancellation: TestContext.Current.CancellationToken).Dispose();
        Assert.Equal(["elbo", "train", "my bars", "--epochs", "2"], Small.Resume(folder.File("run"), Small.Training with { Epochs = 2 }).Command);
    }
}
