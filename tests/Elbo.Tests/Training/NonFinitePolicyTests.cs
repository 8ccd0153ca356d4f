using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Training;
using Elbo.Training.Schedules;
using TorchSharp;

namespace Elbo.Tests.Training;

/// <summary>Training with steps that are not finite: a weight is spoilt on purpose between two steps.</summary>
[Collection(TorchCollection.Name)]
public sealed class NonFinitePolicyTests : IDisposable
{
    private static readonly TrainingOptions Torch = Small.Training with { Engine = EngineKind.Torch };
    private readonly TempFolder folder = new();

    private string Run => folder.File("run");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_Rollback_GoesBackWithHalfTheRateAndSaysSo()
    {
        using var run = Small.Start(Run, Torch with { OnNan = NonFinitePolicy.Rollback });
        List<string> told = [];
        using var model = Spoil(run, [10], told);
        var incident = Assert.Single(run.Folder.ReadManifest().Incidents);
        Assert.Equal(incident.Message, Assert.Single(told));
        Assert.Equal((2, 11L, 4, NonFinitePolicy.Rollback), (incident.Epoch, incident.Step, incident.Batch, incident.Action));
        Assert.Contains("back to step 7, and on with learning rate 0.0005 (rollback 1 of 3)", incident.Message, StringComparison.Ordinal);
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4], run.Folder.ReadMetrics().Select(row => row.Epoch));
        Assert.All(Small.Values(model.Model), value => Assert.True(float.IsFinite(value)));

        // It is the same as the run with half the rate from the second epoch on.
        var like = folder.File("like");
        Small.Train(like, Torch with { LearningRateSchedule = new StepRate([1], 0.5) });
        Assert.Equal(Small.Metrics(like), Small.Metrics(Run));
    }

    [Fact]
    public void Resume_AfterARollback_KeepsItsRate()
    {
        var (options, whole) = (Torch with { OnNan = NonFinitePolicy.Rollback }, folder.File("whole"));
        using (var run = Small.Start(whole, options))
            Spoil(run, [10], []).Dispose();
        using (var run = Small.Start(Run, options))
        {
            using var stop = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => Spoil(run, [10], [], stop, stopAt: 20));
            run.Model.Dispose();
        }
        Small.Resume(Run);
        Assert.Equal(Small.Weights(whole), Small.Weights(Run));
        Assert.Equal(Small.Checkpoint(whole), Small.Checkpoint(Run));
    }

    [Fact]
    public void Train_RollbackAFourthTime_Fails()
    {
        using var run = Small.Start(Run, Torch with { OnNan = NonFinitePolicy.Rollback });
        using var model = run.Model;
        List<string> told = [];
        Assert.Throws<NonFiniteException>(() => Spoil(run, [2, 4, 6, 8], told));
        Assert.Equal(3, told.Count);
        Assert.Equal((RunStatus.Failed, 3), (run.Folder.ReadManifest().Status, run.Folder.ReadManifest().Incidents.Count));
    }

    [Fact]
    public void Train_Skip_LeavesTheBatchOut()
    {
        using var run = Small.Start(Run, Torch with { OnNan = NonFinitePolicy.Skip });
        List<string> told = [];
        using var model = Spoil(run, [10], told);
        var incident = Assert.Single(run.Folder.ReadManifest().Incidents);
        Assert.Equal(incident.Message, Assert.Single(told));
        Assert.Equal((2, 4, NonFinitePolicy.Skip), (incident.Epoch, incident.Batch, incident.Action));
        Assert.StartsWith("Epoch 2, batch 4 is left out:", incident.Message, StringComparison.Ordinal);
        Assert.Equal([7, 13, 20, 27], run.Folder.ReadMetrics().Where(row => row.Split == "train").Select(row => row.Step));
    }

    [Fact]
    public void Train_SkipEveryBatch_Fails()
    {
        using var run = Small.Start(Run, Small.Training with { OnNan = NonFinitePolicy.Skip, LearningRate = 1e18, Batch = 100 });
        using var model = run.Model;
        var error = Assert.Throws<NonFiniteException>(() => run.Train(cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("no finite number", error.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Failed, run.Folder.ReadManifest().Status);
    }

    [Fact]
    public void Train_Stop_KeepsTheWeightsOfBeforeThatStepToGoOnFrom()
    {
        using (var run = Small.Start(Run, Torch))
        {
            using var model = run.Model;
            Assert.Throws<NonFiniteException>(() => Spoil(run, [10], []));
        }
        // The trainer already had the spoilt weight before the step, so it is kept: skipping the batch does not help.
        using var again = TrainingRun.Resume(Run, Small.Data, Torch with { OnNan = NonFinitePolicy.Skip });
        using var second = again.Model;
        Assert.Throws<NonFiniteException>(() => again.Train(cancellation: TestContext.Current.CancellationToken));
    }

    /// <summary>Trains; after the given steps, counted across rollbacks, a weight becomes NaN until an incident is reported.</summary>
    private static Elbo.Models.TrainedVae Spoil(TrainingRun run, int[] after, List<string> told, CancellationTokenSource? stop = null, int stopAt = 0)
    {
        var (steps, kept) = (0, 0f);
        using var weight = run.Model.named_parameters().First().parameter.detach();
        return run.Train(new Told<TrainingProgress>(p =>
        {
            if (p.Incident is { } incident)
            {
                told.Add(incident);
                if (incident.Contains("left out", StringComparison.Ordinal))
                    Set(kept);
            }
            else if (p.Completed is null && after.Contains(++steps))
            {
                kept = weight.view(-1)[0].item<float>();
                Set(float.NaN);
            }
            if (steps == stopAt)
                stop?.Cancel();
        }), stop?.Token ?? TestContext.Current.CancellationToken);

        void Set(float value)
        {
            using var scope = torch.NewDisposeScope();
            weight.view(-1)[0] = torch.tensor(value);
        }
    }
}
