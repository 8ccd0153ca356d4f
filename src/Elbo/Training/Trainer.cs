using System.Globalization;
using Elbo.Compute.Distributed;
using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Files.Safetensors;
using Elbo.Models;
using TorchSharp;

namespace Elbo.Training;

/// <summary>Trains a model: epochs of shuffled batches, each followed by an evaluation on held-out data. It writes no files; <c>TrainingRun</c> joins
/// it with a run folder. All randomness comes from the options' seed, so the same options, data, machine and number of threads give the same weights,
/// bit for bit.</summary>
internal sealed class Trainer : IDisposable
{
    /// <summary>How far ahead of its use an example is read, where that matters: the disk's answers come many at a time.</summary>
    private const int ExamplesAhead = 1024;

    private const int MostRollbacks = 3;

    private readonly TrainingOptions options;
    private readonly TimeProvider clock;
    private readonly torch.Device device;
    private readonly Adam adam;
    private readonly Communicator communicator;
    private readonly TrainingTelemetry telemetry;
    private readonly int threads;
    private SafetensorsFile? kept;
    private (int Epoch, int Batches) keptAt = (-1, 0);
    private (long Steps, long Time) keptSince;

    /// <summary>Moves the model to the options' device and prepares the optimizer.</summary>
    /// <param name="model">The model; the trainer changes its weights and does not dispose it.</param>
    /// <param name="options">How to train.</param>
    /// <param name="clock">Measures durations; the system's by default.</param>
    /// <param name="communicator">The processes that train together, each with its own copy of the model; only this one by default.</param>
    /// <param name="earlier">The engine of a run that is resumed; null chooses one.</param>
    /// <exception cref="OptionsException">Options are out of range, or the device is not there.</exception>
    public Trainer(Vae model, TrainingOptions options, TimeProvider? clock = null, Communicator? communicator = null, EngineChoice? earlier = null)
    {
        options.Validate();
        OptionsException.ThrowIfAny([.. options.Objective.Faults(model.Prior), .. GuessTraining.Faults(model.Options, options)]);
        Libtorch.Load();
        device = Devices.Resolve(options.Device);
        (Model, this.options, this.clock, this.communicator) = (model, options, clock ?? TimeProvider.System, communicator ?? Communicator.Alone);
        telemetry = new(options, this.communicator.IsFirst);
        Engine = EngineChoice.For(model.Options, options, earlier);
        if (!this.communicator.IsAlone)
        {
            OptionsException.ThrowIfAny([.. RankRules.Faults(model.Options, options)]);
            var processes = $"; {this.communicator.Size} processes";
            Engine = Engine with { Reason = Engine.Reason.Replace(processes, "", StringComparison.Ordinal) + processes };
        }
        threads = options.Threads > 0 ? options.Threads : this.communicator.Threads;
        if (options.Threads > 0 || !this.communicator.IsAlone)
            torch.set_num_threads(threads);
        model.to(device);
        adam = new(model.named_parameters(), options.LearningRate, options.Rule);
    }

    public Vae Model { get; }

    /// <summary>Which engine does the steps, and why.</summary>
    public EngineChoice Engine { get; }

    internal ulong Seed => options.Seed;

    /// <summary>Epochs done so far.</summary>
    public int Epoch { get; private set; }

    /// <summary>The lowest −ELBO so far on the split that chooses the weights; infinite without one.</summary>
    public double BestValidation { get; private set; } = double.PositiveInfinity;

    internal bool HasPatience => options.Patience > 0;

    /// <summary>The lowest −ELBO of the split that early stopping watches.</summary>
    internal Patience Watched { get; set; } = Patience.Fresh;

    /// <summary>Why training ended before its last epoch; null if it did not.</summary>
    internal string? Stopped => Watched.IsSpent(options, Epoch) && Epoch < options.Epochs ? Watched.Explain(options) : null;

    private bool IsDone => Epoch >= options.Epochs || Watched.IsSpent(options, Epoch);

    /// <summary>The epoch with the lowest objective on the validation split, or without one on the test split; null before the first.</summary>
    internal LowestEpoch? Lowest { get; set; }

    /// <summary>The optimizer, for checkpoints.</summary>
    internal Adam Optimizer => adam;

    /// <summary>The processes that train together.</summary>
    internal Communicator Communicator => communicator;

    /// <summary>How far the epoch after <see cref="Epoch"/> has got.</summary>
    internal PartialEpoch Partial { get; private set; }

    /// <summary>True once the plain net has been trained by itself.</summary>
    internal bool IsGuessTrained { get; set; }

    /// <summary>How often training went back to a checkpoint because a step was not finite.</summary>
    internal int Rollbacks { get; private set; }

    /// <summary>Given each checkpoint: when one is due within an epoch or after it, at the end, and where training is stopped.</summary>
    internal Action<SafetensorsFile>? OnCheckpoint { get; set; }

    /// <summary>Reports each non-finite step after which training continues; after a rollback the trainer is at the checkpoint.</summary>
    internal Action<TrainingIncident>? OnIncident { get; set; }

    /// <summary>Trains until all epochs are done, or early stopping ends it.</summary>
    /// <param name="data">The data; its validation split, where it has one, chooses the best weights.</param>
    /// <param name="onEpoch">Called after each epoch, on this thread, while the model holds that epoch's weights.</param>
    /// <param name="progress">Told after every step; called on this thread.</param>
    /// <param name="cancellation">Stops after the step at hand.</param>
    /// <exception cref="OptionsException">The data's shape is not the model's.</exception>
    /// <exception cref="NonFiniteException">A loss, a gradient or an evaluation is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public void Train(
        Dataset data, Action<EpochSummary>? onEpoch = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (data.Train.Shape != Model.Options.Shape)
            throw new OptionsException([$"{data.Name} holds examples of {data.Train.Shape}, but the model was made for {Model.Options.Shape}."]);
        if (ForeignExamples.OfCondition(data.Train, Model.Options) is { } fault)
            throw new OptionsException([fault]);
        if (options.GuessEpochs > 0 && GuessTraining.Precede(this, options, data, progress, cancellation))
            Keep();
        if (options.OnNan == NonFinitePolicy.Rollback)
            kept ??= Checkpoint.Capture(this);
        keptSince = (adam.Steps, clock.GetTimestamp());
        using var activity = telemetry.Start();
        while (!IsDone)
        {
            // After a rollback too: each rank has gone back to the last state that it kept itself.
            Replicas.Align(communicator, this);
            using var step = CreateStep(data.Train, cancellation);
            var stop = (step as DataParallelStep)?.Stop ?? cancellation;
            try
            {
                while (!IsDone)
                    RunEpoch(step, data, onEpoch, progress, stop);
            }
            catch (NonFiniteException e) when (options.OnNan == NonFinitePolicy.Rollback && Rollbacks < MostRollbacks)
            {
                RollBack(e, progress);
            }
            catch (Exception e) when (e is OperationCanceledException or NonFiniteException { WeightsAreSound: true })
            {
                step.Publish();
                Keep();
                throw;
            }
        }
    }

    /// <summary>Continues from a checkpoint: the next epoch is <paramref name="epoch"/> + 1, from its batch <c>partial.Batches</c> + 1 on.</summary>
    internal void ContinueFrom(int epoch, long steps, double bestValidation, PartialEpoch partial, int rollbacks) =>
        (Epoch, adam.Steps, BestValidation, Partial, Rollbacks) = (epoch, steps, bestValidation, partial, rollbacks);

    /// <summary>Frees the optimizer's state; the model stays.</summary>
    public void Dispose() => adam.Dispose();

    private void RunEpoch(
        ITrainingStep step, Dataset data, Action<EpochSummary>? onEpoch, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var epoch = Epoch + 1;
        using var told = telemetry.StartEpoch(epoch);
        Model.train();
        TrainEpoch(step, data.Train, epoch, progress, cancellation);
        (step as DataParallelStep)?.Verify(epoch);
        var (totals, trained) = (Partial.Totals, clock.GetTimestamp());
        Model.eval();
        if (Model.Sigma is { } sigma)
            sigma.Set(SigmaEstimate.Of(Model, data.Train, options.Binarization, options.Seed, epoch, cancellation));
        var validation = data.Validation is null ? null : Terms("validation", data.Validation, epoch, cancellation);
        var test = Terms("test", data.Test, epoch, cancellation);
        var (validated, tested) = (validation is null ? null : Numbers(validation, data.Validation!), Numbers(test, data.Test));
        var beta = options.BetaAt(adam.Steps - 1, data.Train.Count);
        var now = new LowestEpoch(epoch, beta, (validation ?? test).Objective(beta));
        var rise = Lowest?.Rise(now);
        if (rise is not { Value: >= 0 })
            (Lowest, rise) = (now, null);

        var judged = validated ?? (options.StopsOnTest ? tested : null);
        var best = judged is null || Merit(judged) < BestValidation;
        BestValidation = Math.Min(BestValidation, Merit(judged));
        Watched = Watched.After(epoch, Merit(options.StopOn == "test" ? tested : validated));
        var summary = new EpochSummary(
            epoch, adam.Steps, Average(totals), validated, tested,
            Partial.Seconds, clock.GetElapsedTime(trained).TotalSeconds, totals.Examples, best, beta,
            options.Objective.IsElbo ? null : totals.Objective / totals.Examples)
        {
            Rise = rise,
            TestNegElbo = best ? test.Objective(1) : null,
        };
        telemetry.Ended(told, summary);
        (Epoch, Partial) = (epoch, default);
        onEpoch?.Invoke(summary);
        // A rollback never goes back over an epoch whose numbers are written.
        if (IsDone || options.OnNan == NonFinitePolicy.Rollback
            || options.CheckpointEvery.IsDueAfterEpoch(adam.Steps - keptSince.Steps, clock.GetElapsedTime(keptSince.Time)))
            Keep();
        progress?.Report(new(
            epoch, options.Epochs, totals.Examples, totals.Examples, summary.Train.NegElbo, summary.ExamplesPerSecond, summary));
    }

    private void TrainEpoch(ITrainingStep step, ExampleSet examples, int epoch, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var order = options.Objective.Arrange(Shuffle.Permutation(examples.Count, options.Seed, epoch), examples, options.Batch);
        var (started, before) = (clock.GetTimestamp(), Partial.Seconds);
        var ahead = Math.Max(ExamplesAhead / options.Batch, 1) * options.Batch;
        var begin = (int)Math.Min((long)Partial.Batches * options.Batch, order.Length);
        examples.Expect(order.AsSpan(begin, Math.Min(ahead, order.Length - begin)));
        for (var first = begin; first < order.Length; first += options.Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            if (first + ahead < order.Length)
                examples.Expect(order.AsSpan(first + ahead, Math.Min(options.Batch, order.Length - first - ahead)));
            var made = Step(step, order.AsSpan(first, Math.Min(options.Batch, order.Length - first)), epoch, progress);
            telemetry.Stepped(made.Examples);
            var totals = Partial.Totals + made;
            var seconds = before + clock.GetElapsedTime(started).TotalSeconds;
            Partial = new(Partial.Batches + 1, totals, seconds);
            progress?.Report(new(
                epoch, options.Epochs, Math.Min(first + options.Batch, examples.Count), examples.Count, Average(totals).NegElbo,
                totals.Examples / Math.Max(seconds, 1e-9)));
            if (options.CheckpointEvery.IsDue(adam.Steps - keptSince.Steps, clock.GetElapsedTime(keptSince.Time)))
            {
                step.Publish();
                Keep();
            }
        }
        step.Publish();
        if (Partial.Totals.Examples == 0)
            throw NonFiniteException.InAllSteps(epoch, adam.Steps, options);
    }

    /// <summary>One update, or none where the batch is left out.</summary>
    private StepTotals Step(ITrainingStep step, ReadOnlySpan<int> indices, int epoch, IProgress<TrainingProgress>? progress)
    {
        try
        {
            return step.Run(indices, epoch);
        }
        catch (NonFiniteException e) when (options.OnNan == NonFinitePolicy.Skip)
        {
            Tell(new(epoch, e.Step, Partial.Batches + 1, NonFinitePolicy.Skip,
                $"Epoch {epoch}, batch {Partial.Batches + 1} is left out: its first tensor that is not finite is {e.Tensor}."), progress);
            return default;
        }
    }

    private void RollBack(NonFiniteException cause, IProgress<TrainingProgress>? progress)
    {
        var batch = Partial.Batches + 1;
        var rollbacks = Rollbacks + 1;
        Checkpoint.Restore(kept!, this);
        Rollbacks = rollbacks;
        keptAt = (-1, 0);
        Keep();
        Tell(new(cause.Epoch, cause.Step, batch, NonFinitePolicy.Rollback, string.Create(
            CultureInfo.InvariantCulture,
            $"Epoch {cause.Epoch}, step {cause.Step} is not finite: {cause.Tensor}. Training goes back to step {adam.Steps}, "
                + $"and on with learning rate {StepOptions.LearningRate} (rollback {rollbacks} of {MostRollbacks}).")), progress);
    }

    private void Tell(TrainingIncident incident, IProgress<TrainingProgress>? progress)
    {
        OnIncident?.Invoke(incident);
        progress?.Report(new(incident.Epoch, options.Epochs, Partial.Totals.Examples, 0, double.NaN, 0, Incident: incident.Message));
    }

    /// <summary>Makes a checkpoint of where training stands; none where the last one is of the same place.</summary>
    private void Keep()
    {
        keptSince = (adam.Steps, clock.GetTimestamp());
        if (keptAt == (Epoch, Partial.Batches) || OnCheckpoint is null && options.OnNan != NonFinitePolicy.Rollback)
            return;
        keptAt = (Epoch, Partial.Batches);
        var state = Checkpoint.Capture(this);
        if (options.OnNan == NonFinitePolicy.Rollback)
            kept = state;
        OnCheckpoint?.Invoke(state);
    }

    /// <summary>The options of the steps: half the learning rate after each rollback.</summary>
    private TrainingOptions StepOptions => options with { LearningRate = options.LearningRate * Math.Pow(0.5, Rollbacks) };

    /// <summary>The step of the chosen engine over a training split.</summary>
    /// <param name="train">The split.</param>
    /// <param name="cancellation">A wish to stop, which ranks have to agree on.</param>
    internal ITrainingStep CreateStep(ExampleSet train, CancellationToken cancellation = default)
    {
        var most = communicator.LargestShare(Math.Min(options.Batch, train.Count));
        IGradientStep step = Engine.IsManaged
            ? new ManagedStep(Model, adam, StepOptions, train, threads, most: most)
            : new TorchStep(Model, adam, StepOptions, train, device, most);
        return communicator.IsAlone ? step : new DataParallelStep(communicator, step, this, StepOptions, train, cancellation);
    }

    private ExampleTerms Terms(string split, ExampleSet examples, int epoch, CancellationToken cancellation)
    {
        var terms = ElboEvaluator.Terms(Model, examples, options.Binarization, options.Seed, epoch, communicator, cancellation);
        return terms.AreFinite ? terms : throw NonFiniteException.InEvaluation(epoch, adam.Steps, split, options);
    }

    private SplitNumbers Numbers(ExampleTerms terms, ExampleSet examples) =>
        SplitNumbers.From(ElboEvaluator.Summarize(terms, options.Binarization), Model) with { Accuracy = terms.Accuracy(examples.Conditions?.Labels) };

    private double Merit(SplitNumbers? numbers) =>
        numbers is null ? double.PositiveInfinity : options.Objective.Merit(numbers.NegElbo, numbers.Accuracy);

    private static SplitNumbers Average(StepTotals totals) => new(
        (totals.Distortion + totals.Rate) / totals.Examples, totals.Distortion / totals.Examples, totals.Rate / totals.Examples);
}
