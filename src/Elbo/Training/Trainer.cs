using Elbo.Data;
using Elbo.Distributed;
using Elbo.Engine;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Native;
using Elbo.Objectives;
using Elbo.Randomness;
using Elbo.Runs;
using TorchSharp;

namespace Elbo.Training;

/// <summary>
/// Trains a model: epochs of shuffled batches, each followed by an evaluation on held-out data. It writes no files;
/// <see cref="TrainingRun"/> joins it with a run folder. All randomness comes from the options' seed, so the same options, data,
/// machine and number of threads give the same weights, bit for bit.
/// </summary>
public sealed class Trainer : IDisposable
{
    /// <summary>How far ahead of its use an example is read, where that matters: the disk's answers come many at a time.</summary>
    private const int ExamplesAhead = 1024;

    private readonly TrainingOptions options;
    private readonly TimeProvider clock;
    private readonly torch.Device device;
    private readonly Adam adam;
    private readonly Communicator communicator;
    private readonly int threads;

    /// <summary>Moves the model to the options' device and prepares the optimizer.</summary>
    /// <param name="model">The model; the trainer changes its weights and does not dispose it.</param>
    /// <param name="options">How to train.</param>
    /// <param name="clock">Measures durations; the system's by default.</param>
    /// <param name="communicator">The processes that train together, each with its own copy of the model; this one alone by default.</param>
    /// <exception cref="OptionsException">Options are out of range, or the device is not there.</exception>
    public Trainer(Vae model, TrainingOptions options, TimeProvider? clock = null, Communicator? communicator = null)
    {
        options.Validate();
        OptionsException.ThrowIfAny([.. options.Objective.Faults(model.Prior)]);
        Libtorch.Load();
        device = Devices.Resolve(options.Device);
        (Model, this.options, this.clock, this.communicator) = (model, options, clock ?? TimeProvider.System, communicator ?? Communicator.Alone);
        Engine = EngineChoice.For(model.Options, options);
        if (!this.communicator.IsAlone)
        {
            OptionsException.ThrowIfAny([.. RankRules.Faults(model.Options, options)]);
            Engine = Engine with { Reason = $"{Engine.Reason}; {this.communicator.Size} processes" };
        }
        threads = options.Threads > 0 ? options.Threads : this.communicator.Threads;
        if (options.Threads > 0 || !this.communicator.IsAlone)
            torch.set_num_threads(threads);
        model.to(device);
        adam = new(model.named_parameters(), options.LearningRate, options.AdamBeta1, options.AdamBeta2, options.AdamEpsilon);
    }

    /// <summary>The model being trained.</summary>
    public Vae Model { get; }

    /// <summary>Which engine does the steps, and why.</summary>
    public EngineChoice Engine { get; }

    /// <summary>Epochs done so far.</summary>
    public int Epoch { get; private set; }

    /// <summary>The lowest −ELBO on the validation split so far; infinite without one.</summary>
    public double BestValidation { get; private set; } = double.PositiveInfinity;

    /// <summary>The optimizer, for checkpoints.</summary>
    internal Adam Optimizer => adam;

    /// <summary>The processes that train together.</summary>
    internal Communicator Communicator => communicator;

    /// <summary>Trains until all epochs are done.</summary>
    /// <param name="data">The data; its validation split, where it has one, chooses the best weights.</param>
    /// <param name="onEpoch">Called after each epoch, on this thread, while the model holds that epoch's weights.</param>
    /// <param name="progress">Told after every step; called on this thread.</param>
    /// <param name="cancellation">Stops after the step at hand.</param>
    /// <exception cref="OptionsException">The data's shape is not the model's.</exception>
    /// <exception cref="NonFiniteException">A loss, a gradient or an evaluation is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public void Train(
        Dataset data, Action<EpochSummary>? onEpoch = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default) =>
        Train(ExampleSplits.Of(data), onEpoch, progress, cancellation);

    /// <inheritdoc cref="Train(Dataset, Action{EpochSummary}?, IProgress{TrainingProgress}?, CancellationToken)"/>
    public void Train(
        ExampleSplits data, Action<EpochSummary>? onEpoch = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (data.Train.Shape != Model.Options.Shape)
            throw new OptionsException([$"{data.Name} holds examples of {data.Train.Shape}, but the model was made for {Model.Options.Shape}."]);
        Replicas.Align(communicator, this);
        using var step = CreateStep(data.Train, cancellation);
        var parallel = step as DataParallelStep;
        cancellation = parallel?.Stop ?? cancellation;
        while (Epoch < options.Epochs)
        {
            var epoch = Epoch + 1;
            var started = clock.GetTimestamp();
            Model.train();
            var totals = TrainEpoch(step, data.Train, epoch, progress, cancellation);
            parallel?.Verify(epoch);
            var trained = clock.GetTimestamp();
            Model.eval();
            if (Model.Sigma is { } sigma)
                sigma.Set(SigmaEstimate.Of(Model, data.Train, options.Binarization, options.Seed, epoch, cancellation));
            var validated = data.Validation is null ? null : Numbers("validation", data.Validation, epoch, cancellation);
            var tested = Numbers("test", data.Test, epoch, cancellation);

            var best = validated is null || validated.NegElbo < BestValidation;
            BestValidation = Math.Min(BestValidation, validated?.NegElbo ?? double.PositiveInfinity);
            Epoch = epoch;
            var summary = new EpochSummary(
                epoch, adam.Steps, Average(totals), validated, tested,
                clock.GetElapsedTime(started, trained).TotalSeconds, clock.GetElapsedTime(trained).TotalSeconds, totals.Examples, best,
                options.BetaAt(adam.Steps - 1, data.Train.Count),
                options.Objective is EvidenceLowerBound ? null : totals.Objective / totals.Examples);
            onEpoch?.Invoke(summary);
            progress?.Report(new(
                epoch, options.Epochs, totals.Examples, totals.Examples, summary.Train.NegElbo, summary.ExamplesPerSecond, summary));
        }
    }

    /// <summary>Continues from a checkpoint: the next epoch is <paramref name="epoch"/> + 1.</summary>
    internal void ContinueFrom(int epoch, long steps, double bestValidation) =>
        (Epoch, adam.Steps, BestValidation) = (epoch, steps, bestValidation);

    /// <summary>Frees the optimizer's state; the model stays.</summary>
    public void Dispose() => adam.Dispose();

    private StepTotals TrainEpoch(ITrainingStep step, ExampleSet examples, int epoch, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var order = Shuffle.Permutation(examples.Count, options.Seed, epoch);
        var totals = new StepTotals();
        var started = clock.GetTimestamp();
        var ahead = Math.Max(ExamplesAhead / options.Batch, 1) * options.Batch;
        examples.Expect(order.AsSpan(0, Math.Min(ahead, order.Length)));
        for (var first = 0; first < order.Length; first += options.Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            if (first + ahead < order.Length)
                examples.Expect(order.AsSpan(first + ahead, Math.Min(options.Batch, order.Length - first - ahead)));
            totals += step.Run(order.AsSpan(first, Math.Min(options.Batch, order.Length - first)), epoch);
            progress?.Report(new(
                epoch, options.Epochs, totals.Examples, examples.Count, Average(totals).NegElbo,
                totals.Examples / Math.Max(clock.GetElapsedTime(started).TotalSeconds, 1e-9)));
        }
        step.Publish();
        return totals;
    }

    /// <summary>The step of the chosen engine over a training split.</summary>
    /// <param name="train">The split.</param>
    /// <param name="cancellation">A wish to stop, which ranks have to agree on.</param>
    internal ITrainingStep CreateStep(ExampleSet train, CancellationToken cancellation = default)
    {
        var most = communicator.LargestShare(Math.Min(options.Batch, train.Count));
        IGradientStep step = Engine.IsManaged && train is ImageSet images
            ? new ManagedStep(Model, adam, options, images, threads, most: most)
            : new TorchStep(Model, adam, options, train, device, most);
        return communicator.IsAlone ? step : new DataParallelStep(communicator, step, this, options, train, cancellation);
    }

    private SplitNumbers Numbers(string split, ExampleSet examples, int epoch, CancellationToken cancellation)
    {
        var estimate = ElboEvaluator.Estimate(Model, examples, options.Binarization, options.Seed, epoch, communicator, cancellation);
        return double.IsFinite(estimate.NegElbo)
            ? SplitNumbers.From(estimate, Model)
            : throw NonFiniteException.InEvaluation(epoch, adam.Steps, split, options);
    }

    private static SplitNumbers Average(StepTotals totals) => new(
        (totals.Distortion + totals.Rate) / totals.Examples, totals.Distortion / totals.Examples, totals.Rate / totals.Examples);
}
