using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Objectives;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Training;
using Elbo.Training.Schedules;

namespace Elbo.Tests.Training;

/// <summary>Training stopped between two steps of an epoch resumes with the next step, to the same bytes.</summary>
[Collection(TorchCollection.Name)]
public sealed class MidEpochResumeTests : IDisposable
{
    private const int StepsPerEpoch = 7; // 100 images in batches of 16
    private readonly TempFolder folder = new();

    public static TheoryData<string> Kinds => [.. Options.Keys];

    private static Dictionary<string, (VaeOptions Model, TrainingOptions Training)> Options { get; } = new()
    {
        ["managed"] = (Small.Model, Small.Training with { Engine = EngineKind.Managed }),
        ["managed, dynamic, warm-up"] = (
            Small.Model,
            Small.Training with { Engine = EngineKind.Managed, Binarization = Binarization.Dynamic, Warmup = 3, LearningRateSchedule = new CosineRate(4) }),
        ["torch"] = (Small.Model, Small.Training with { Engine = EngineKind.Torch }),
        ["torch, bfloat16"] = (Small.Model, Small.Training with { Precision = Precision.Bf16 }),
        ["adamax, clipped"] = (Small.Model, Small.Training with { Engine = EngineKind.Managed, Optimizer = "adamax", ClipNorm = 1, L2 = 0.01 }),
        ["dropout, batch norm"] = (Small.Model with { Net = new MlpOptions { Hidden = [16, 16], Dropout = 0.3, BatchNorm = true } }, Small.Training),
        ["estimated sigma"] = (Small.Model with { Likelihood = new GaussianOptimal() }, Small.Training with { Binarization = Binarization.None }),
        ["iwae"] = (Small.Model, Small.Training with { Objective = new Iwae(3, GradientEstimator.Dreg) }),
        ["vamp"] = (Small.Model with { Prior = new VampOptions(5) }, Small.Training),
        ["conv"] = (Small.Model with { Net = new ConvOptions { Channels = [16] } }, Small.Training),
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Resume_StoppedWithinAnEpoch_GoesOnThereToTheSameBytes(string kind)
    {
        var (model, training) = Options[kind];
        var (whole, parts) = (folder.File("whole"), folder.File("parts"));
        using (var run = TrainingRun.Start(whole, Small.Data, model, training))
            run.Train(cancellation: TestContext.Current.CancellationToken).Dispose();

        using (var run = TrainingRun.Start(parts, Small.Data, model, training))
            Small.Cancel(run, StepsPerEpoch + 3);
        var seen = new List<(int Epoch, int Examples)>();
        using (var run = TrainingRun.Resume(parts, Small.Data))
            run.Train(
                new Told<TrainingProgress>(p => seen.Add((p.Epoch, p.ExamplesDone))), TestContext.Current.CancellationToken).Dispose();
        Assert.Equal((2, 4 * 16), seen[0]);
        AssertSame(whole, parts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(StepsPerEpoch - 1)]
    [InlineData(StepsPerEpoch)]
    [InlineData(2 * StepsPerEpoch + 4)]
    public void Resume_OfAFolderAsAPowerCutLeavesIt_EndsAsTheUninterruptedRun(int step)
    {
        var options = Small.Training with { CheckpointEvery = CheckpointInterval.EverySteps(2), Validation = 10 };
        var (whole, copy) = (folder.File("whole"), folder.File("copy"));
        var steps = 0;
        using (var run = Small.Start(whole, options))
        {
            var progress = new Told<TrainingProgress>(p =>
            {
                if (p.Completed is not null || ++steps != step)
                    return;
                run.Flush();
                Copy(whole, copy);
            });
            run.Train(progress, TestContext.Current.CancellationToken).Dispose();
        }
        var resumed = TrainedSteps(copy);
        // A checkpoint is written after every second step; those before the report are on disk.
        var inEpoch = (step - 1) % 6; // 90 images in batches of 16
        Assert.Equal(4 * 6 - (step - 1 - inEpoch + inEpoch / 2 * 2), resumed);
        AssertSame(whole, copy);
    }

    private static int TrainedSteps(string path)
    {
        var steps = 0;
        using var run = TrainingRun.Resume(path, Small.Data);
        run.Train(new Told<TrainingProgress>(p => steps += p.Completed is null ? 1 : 0), TestContext.Current.CancellationToken).Dispose();
        return steps;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != ".lock"))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static void AssertSame(string whole, string parts)
    {
        Assert.Equal(RunStatus.Finished, RunFolder.Open(parts).ReadManifest().Status);
        Assert.Equal(Small.Weights(whole), Small.Weights(parts));
        Assert.Equal(Small.Checkpoint(whole), Small.Checkpoint(parts));
        Assert.Equal(Small.Metrics(whole), Small.Metrics(parts));
        Assert.Equivalent(RunFolder.Open(whole).ReadManifest().Test, RunFolder.Open(parts).ReadManifest().Test, strict: true);
    }
}
