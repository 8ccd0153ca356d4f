using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Storage;
using Elbo.Runs;
using Elbo.Tests.Golden;
using Elbo.Training;

namespace Elbo.Tests.Training;

/// <summary>A data set and options so small that an epoch takes milliseconds.</summary>
internal static class Small
{
    public static VaeOptions Model => SeedVae.Options;

    public static TrainingOptions Training { get; } = new() { Epochs = 4, Batch = 16, Threads = 1, Seed = 3, CheckpointEvery = CheckpointInterval.Epoch };

    /// <summary>100 training and 40 test images of 6×5: bright bars at a random column, with noise.</summary>
    public static Dataset<ImageSet> Data { get; } = new("bars", Bars(100, 1), Bars(40, 2));

    public static ImageSet Bars(int count, ulong seed)
    {
        var pixels = new byte[count * 30];
        var bits = new uint[32];
        for (var i = 0; i < count; i++)
        {
            new Philox(seed, RandomStream.Prior).FillBits(i, bits);
            var column = (int)(bits[31] % 5);
            for (var p = 0; p < 30; p++)
                pixels[i * 30 + p] = (byte)(p % 5 == column ? 160 + bits[p] % 96 : bits[p] % 96);
        }
        return new(SeedVae.Options.Shape, pixels);
    }

    public static TrainingRun Start(string path, TrainingOptions? training = null, Dataset<ImageSet>? data = null) =>
        TrainingRun.Start(path, data ?? Data, Model, training ?? Training);

    /// <summary>Trains to the end.</summary>
    /// <returns>The manifest as it was written.</returns>
    public static RunManifest Train(string path, TrainingOptions? training = null, Dataset<ImageSet>? data = null)
    {
        using var run = Start(path, training, data);
        using var trained = run.Train();
        return run.Folder.ReadManifest();
    }

    /// <summary>Continues to the end.</summary>
    public static RunManifest Resume(string path, TrainingOptions? training = null, Dataset<ImageSet>? data = null)
    {
        using var run = TrainingRun.Resume(path, data ?? Data, training);
        using var trained = run.Train();
        return run.Folder.ReadManifest();
    }

    /// <summary>Trains a number of steps and cancels.</summary>
    public static void TrainUntil(string path, int step, TrainingOptions? training = null)
    {
        using var run = Start(path, training);
        Cancel(run, step);
    }

    /// <summary>Cancels a run when it reports its n-th step.</summary>
    public static void Cancel(TrainingRun run, int step)
    {
        using var source = new CancellationTokenSource();
        var steps = 0;
        var progress = new Told<TrainingProgress>(p =>
        {
            if (p.Completed is null && ++steps == step)
                source.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => run.Train(progress, source.Token));
        run.Model.Dispose();
    }

    public static byte[] Weights(string run) => File.ReadAllBytes(Path.Combine(run, "model.safetensors"));

    public static byte[] Checkpoint(string run) => File.ReadAllBytes(Path.Combine(run, "checkpoint", "state.safetensors"));

    /// <summary>The metrics without measured times.</summary>
    public static IEnumerable<MetricsRow> Metrics(string run) =>
        RunFolder.Open(run).ReadMetrics().Select(row => row with { Seconds = null, ExamplesPerSecond = null });

    /// <summary>All weights of a model, concatenated.</summary>
    public static float[] Values(Vae model) => [.. model.NamedWeights().SelectMany(w => w.Value.detach().cpu().data<float>().ToArray())];
}

/// <summary>Calls an action for every report, on the reporting thread.</summary>
internal sealed class Told<T>(Action<T> action) : IProgress<T>
{
    public void Report(T value) => action(value);
}
