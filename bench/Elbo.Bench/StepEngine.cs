using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Models;
using Elbo.Training;
using TorchSharp;

namespace Elbo.Bench;

/// <summary>One engine at work on one case: its own model, and the batches of an endless training.</summary>
internal sealed class StepEngine : IDisposable
{
    public const string Eager = "eager", General = "general fp32", GeneralBf16 = "general bf16", Managed = "managed";

    private readonly Vae model;
    private readonly Adam adam;
    private readonly ITrainingStep step;
    private readonly ExampleSet examples;
    private readonly int[] order;
    private readonly int batch;
    private int at;
    private int epoch = 1;

    /// <param name="engine">Its name.</param>
    /// <param name="setting">Net, batch, threads and objective.</param>
    /// <param name="examples">The training examples; at least one batch.</param>
    /// <param name="grey">The images as a tensor, for the eager engine only.</param>
    public StepEngine(string engine, StepSetting setting, ExampleSet examples, torch.Tensor? grey)
    {
        (this.examples, batch) = (examples, setting.Batch);
        var options = new TrainingOptions
        {
            Batch = batch,
            Objective = setting.Objective,
            Threads = setting.Threads,
            Binarization = setting.Rows is null ? new TrainingOptions().Binarization : Binarization.None,
            Precision = engine == GeneralBf16 ? Precision.Bf16 : Precision.Fp32,
        };
        order = Shuffle.Permutation(examples.Count, options.Seed, epoch);
        model = new(setting.Model, options.Seed);
        adam = new(model.named_parameters(), options.LearningRate);
        step = engine switch
        {
            Eager => new EagerStep(model, options, grey!),
            General or GeneralBf16 => new TorchStep(model, adam, options, examples, torch.CPU),
            Managed => new ManagedStep(model, adam, options, examples, setting.Threads),
            _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "Unknown engine."),
        };
    }

    /// <summary>All engines, the baseline first; bfloat16 if the processor multiplies it.</summary>
    public static IReadOnlyList<string> All { get; } = [Eager, General, .. CpuFacts.MultipliesBf16 ? [GeneralBf16] : Array.Empty<string>(), Managed];

    /// <summary>Those that train convolutional nets.</summary>
    public static IReadOnlyList<string> Convolutional { get; } = [Eager, General];

    /// <summary>Those that train on tables, libtorch first.</summary>
    public static IReadOnlyList<string> Tables { get; } = [General, Managed];

    /// <summary>Elbo's own.</summary>
    public static IReadOnlyList<string> Own { get; } = [.. All.Skip(1)];

    /// <summary>One step on the next whole batch.</summary>
    public void Step()
    {
        if (at + batch > order.Length)
            (at, epoch) = (0, epoch + 1);
        examples.Expect(order.AsSpan(at, batch)); // Like the trainer, which looks further ahead.
        step.Run(order.AsSpan(at, batch), epoch);
        at += batch;
    }

    public void Dispose()
    {
        step.Dispose();
        adam.Dispose();
        model.Dispose();
    }
}
