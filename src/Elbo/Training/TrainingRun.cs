using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Diagnosis;
using Elbo.Evaluation;
using Elbo.Interop;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Native;
using Elbo.Runs;

namespace Elbo.Training;

/// <summary>One training into one run folder: starts it or continues it, and keeps the folder true after every epoch.</summary>
public sealed class TrainingRun : IDisposable
{
    private readonly Trainer trainer;
    private readonly TimeProvider clock;
    private readonly List<MetricsRow> metrics;
    private readonly FindingsWatch watch = new();
    private IReadOnlyList<Finding> news = [];
    private readonly ExampleSplits splits;
    private readonly Dataset? images;
    private readonly Lazy<DataFacts>? facts;

    private TrainingRun(RunFolder folder, RunManifest manifest, Trainer trainer, ExampleSplits splits, Dataset? images, TimeProvider clock)
    {
        (Folder, Manifest, this.trainer, this.splits, this.images, this.clock) = (folder, manifest, trainer, splits, images, clock);
        metrics = [.. folder.ReadMetrics()];
        if (images is not null)
            facts = new(() => DataFacts.Of(images.Train, (ImageSet)splits.HeldOut, manifest.Model.Likelihood, manifest.Training.Binarization));
    }

    /// <summary>The run folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>What <c>run.json</c> says at this moment.</summary>
    public RunManifest Manifest { get; private set; }

    /// <summary>The images that are learned from, their validation split taken off.</summary>
    /// <exception cref="InvalidOperationException">The run learns from a table.</exception>
    public Dataset Data => images ?? throw new InvalidOperationException("The run learns from a table.");

    /// <summary>The model being trained.</summary>
    public Vae Model => trainer.Model;

    /// <summary>Makes a run folder and a fresh model. Nothing is written before all options are known to be good.</summary>
    /// <param name="path">The run folder to make.</param>
    /// <param name="data">What to learn from.</param>
    /// <param name="model">The model's options; the shape is taken from the data.</param>
    /// <param name="training">The training options; those that suit the model by default.</param>
    /// <param name="origin">Recipe and command line, for the record.</param>
    /// <param name="replace">True replaces a run that is there.</param>
    /// <param name="clock">Gives dates and durations; the system's by default.</param>
    /// <exception cref="OptionsException">Options are out of range.</exception>
    /// <exception cref="RunException">The folder holds a run already, or cannot be written.</exception>
    public static TrainingRun Start(
        string path, Dataset data, VaeOptions? model = null, TrainingOptions? training = null,
        RunOrigin? origin = null, bool replace = false, TimeProvider? clock = null)
    {
        model = ((model ?? new()) with { Shape = data.Train.Shape }).Fitted();
        training ??= TrainingOptions.For(model);
        OptionsException.ThrowIfAny([.. model.Faults(), .. training.Faults()]);
        RunFolder.ThrowIfTaken(path, replace);
        if (training.Binarization == Binarization.Static)
            StaticPixels.ThrowIfGrey(data);
        if (model.Likelihood is LevelLikelihood levels && training.Binarization == Binarization.None)
            LevelPixels.ThrowIfBetweenLevels(data, levels);
        var split = training.Validation > 0 ? data.WithValidation(training.Validation) : data;
        return Start(path, ExampleSplits.Of(split), split, RunData.Of(data, split), null, model, training, origin, replace, clock ?? TimeProvider.System);
    }

    /// <summary>Makes a run folder and a fresh model for the rows of a table. Nothing is written before all options are known to be good.</summary>
    /// <param name="path">The run folder to make.</param>
    /// <param name="data">What to learn from.</param>
    /// <param name="model">The model's options; shape and likelihood are taken from the data. <see cref="Modest"/> by default.</param>
    /// <param name="training">The training options; those that suit the model by default.</param>
    /// <param name="origin">Recipe and command line, for the record.</param>
    /// <param name="replace">True replaces a run that is there.</param>
    /// <param name="clock">Gives dates and durations; the system's by default.</param>
    /// <exception cref="OptionsException">Options are out of range, or are for images.</exception>
    /// <exception cref="RunException">The folder holds a run already, or cannot be written.</exception>
    public static TrainingRun Start(
        string path, TableDataset data, VaeOptions? model = null, TrainingOptions? training = null,
        RunOrigin? origin = null, bool replace = false, TimeProvider? clock = null)
    {
        model = (model ?? Modest) with { Shape = data.Train.Shape, Likelihood = data.Encoding.Likelihood };
        training ??= TrainingOptions.For(model);
        OptionsException.ThrowIfAny([.. model.Faults(), .. training.Faults(), .. ForImages(model, training)]);
        RunFolder.ThrowIfTaken(path, replace);
        var split = training.Validation > 0 ? data.WithValidation(training.Validation) : data;
        return Start(path, ExampleSplits.Of(split), null, RunData.Of(data, split), data.Encoding, model, training, origin, replace, clock ?? TimeProvider.System);
    }

    /// <summary>A model for tables: 128-128-z10-128.</summary>
    public static VaeOptions Modest { get; } = new() { Hidden = [128, 128], DecoderHidden = [128], Latents = 10 };

    private static IEnumerable<string> ForImages(VaeOptions model, TrainingOptions training)
    {
        if (model.Net is not MlpOptions)
            yield return $"net was {model.Net.Kind.ToString().ToLowerInvariant()}, but the columns of a table are no picture. Leave --net out.";
        if (training.Binarization != Binarization.None)
            yield return $"binarization was {training.Binarization.ToString().ToLowerInvariant()}, but a table has no grey values. Leave --binarization out.";
        if (training.OutputBias == OutputBias.Mean)
            yield return "output-bias was mean, which is the mean of images; the columns of a table are standardized. Leave --output-bias out.";
    }

    private static TrainingRun Start(
        string path, ExampleSplits splits, Dataset? images, RunData data, TableEncoding? table, VaeOptions model, TrainingOptions training,
        RunOrigin? origin, bool replace, TimeProvider clock)
    {
        Libtorch.Load();
        var vae = new Vae(model, training.Seed);
        if (training.Initialization != WeightInitialization.Pytorch)
            vae.Initialize(training.Initialization, training.Seed);
        if (training.OutputBias == OutputBias.Mean)
            Initialization.BiasToMean(vae, (ImageSet)splits.Train);
        var trainer = new Trainer(vae, training, clock);
        var folder = RunFolder.Create(path, replace);
        var manifest = new RunManifest
        {
            Format = RunManifest.CurrentFormat,
            Status = RunStatus.Running,
            Started = clock.GetUtcNow(),
            Recipe = origin?.Recipe,
            Command = origin?.Command,
            Data = data,
            Table = table,
            Model = model,
            Training = training,
            Engine = trainer.Engine,
            Machine = RunMachine.Current(),
        };
        var run = new TrainingRun(folder, manifest, trainer, splits, images, clock);
        run.Save(() =>
        {
            folder.WriteManifest(manifest);
            Checkpoint.Write(folder.CheckpointPath, trainer);
        });
        return run;
    }

    /// <summary>Continues a run from its last checkpoint.</summary>
    /// <param name="path">The run folder.</param>
    /// <param name="data">The data it learned from; checked by fingerprint.</param>
    /// <param name="training">The run's own options with the changes that resuming allows (epochs, device, threads); null changes nothing.</param>
    /// <param name="clock">Gives dates and durations; the system's by default.</param>
    /// <exception cref="RunException">There is no run, it cannot be continued, or options differ that must not.</exception>
    /// <exception cref="ModelFileException">The checkpoint is damaged.</exception>
    public static TrainingRun Resume(string path, Dataset data, TrainingOptions? training = null, TimeProvider? clock = null) =>
        Resume(path, ExampleSplits.Of(data), validation => Split(validation > 0 ? data.WithValidation(validation) : data), training, clock ?? TimeProvider.System);

    /// <summary>Continues a run on a table from its last checkpoint.</summary>
    /// <inheritdoc cref="Resume(string, Dataset, TrainingOptions?, TimeProvider?)"/>
    public static TrainingRun Resume(string path, TableDataset data, TrainingOptions? training = null, TimeProvider? clock = null) =>
        Resume(path, ExampleSplits.Of(data), validation => (ExampleSplits.Of(validation > 0 ? data.WithValidation(validation) : data), null), training, clock ?? TimeProvider.System);

    private static (ExampleSplits Splits, Dataset? Images) Split(Dataset images) => (ExampleSplits.Of(images), images);

    private static TrainingRun Resume(
        string path, ExampleSplits data, Func<int, (ExampleSplits Splits, Dataset? Images)> split, TrainingOptions? training, TimeProvider clock)
    {
        var folder = RunFolder.Open(path);
        var manifest = folder.ReadManifest();
        if (manifest.Imported is { } imported)
            throw new RunException($"{path} was imported from {imported.File} and has no state of training to continue from. Train a new run with --out.");
        training ??= manifest.Training;
        training.Validate();
        if (ResumeRules.Faults(training, manifest.Training).ToList() is { Count: > 0 } faults)
            throw new RunException($"{path}: {string.Join(' ', faults)}");
        if (data.Train.Fingerprint() != manifest.Data.TrainFingerprint || data.Test.Fingerprint() != manifest.Data.TestFingerprint)
            throw new RunException($"{path} learned from other images than {data.Name} holds now. Give the same data, or start a new run with --out.");
        // A run that died in its last epoch may have counted it before its checkpoint was written: that one goes on.
        if (manifest.EpochsDone > training.Epochs || manifest.EpochsDone == training.Epochs && manifest.Status == RunStatus.Finished)
            throw new RunException($"{path} has done all of its {manifest.EpochsDone} epochs. Give a larger number to go on: --epochs {manifest.EpochsDone * 2}");

        Libtorch.Load();
        var trainer = new Trainer(new Vae(manifest.Model, manifest.Training.Seed), training, clock);
        Checkpoint.Read(folder.CheckpointPath, trainer);
        folder.KeepMetricsThrough(trainer.Epoch);
        manifest = manifest with { Format = RunManifest.CurrentFormat, Status = RunStatus.Running, Failure = null, Ended = null, Training = training, Engine = trainer.Engine, EpochsDone = trainer.Epoch };
        folder.WriteManifest(manifest);
        var (splits, images) = split(training.Validation);
        return new(folder, manifest, trainer, splits, images, clock);
    }

    /// <summary>Trains to the last epoch. However it ends, the folder says so and can be continued.</summary>
    /// <param name="progress">Told after every step; called on this thread.</param>
    /// <param name="cancellation">Stops after the step at hand; the run can be resumed from the last epoch's end.</param>
    /// <returns>The model with the best weights; it belongs to the caller.</returns>
    /// <exception cref="NonFiniteException">A loss, a gradient or an evaluation is not finite.</exception>
    /// <exception cref="RunException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public TrainedVae Train(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        try
        {
            trainer.Train(splits, RecordEpoch, progress is null ? null : new WithNews(progress, this), cancellation);
        }
        catch (OperationCanceledException)
        {
            End(RunStatus.Cancelled, null);
            throw;
        }
        catch (ElboException e)
        {
            End(RunStatus.Failed, e.Message);
            throw;
        }

        End(RunStatus.Finished, null);
        if (Manifest.BestEpoch != trainer.Epoch)
            Weights.Restore(SafetensorsFile.Read(Folder.WeightsPath), Model.NamedWeights());
        return new(Model, Manifest.Training.Binarization);
    }

    /// <summary>Frees the optimizer's state; the trained model stays.</summary>
    public void Dispose() => trainer.Dispose();

    private void RecordEpoch(EpochSummary summary)
    {
        IReadOnlyList<MetricsRow> rows = [.. Rows(summary)];
        metrics.AddRange(rows);
        var findings = Examine(summary);
        news = watch.New(findings);
        var next = Manifest with
        {
            EpochsDone = summary.Epoch,
            Seconds = Manifest.Seconds + summary.TrainSeconds + summary.EvaluationSeconds,
            ExamplesPerSecond = summary.ExamplesPerSecond,
        };
        if (summary.IsBest)
            next = next with
            {
                BestEpoch = summary.Epoch,
                Train = summary.Train,
                Validation = summary.Validation,
                Test = summary.Test,
                Findings = findings,
            };
        Save(() =>
        {
            Folder.AppendMetrics(rows);
            if (summary.IsBest)
                TrainedVae.WriteWeights(Model, Manifest.Training.Binarization, Folder.WeightsPath);
            Folder.WriteManifest(next);
            Manifest = next;
            // Last: resuming starts from the checkpoint and repeats, bit for bit, whatever was written after it.
            Checkpoint.Write(Folder.CheckpointPath, trainer);
        });
    }

    private IReadOnlyList<Finding> Examine(EpochSummary summary)
    {
        var evidence = Evidence.Of(Manifest, metrics, summary.Epoch, splits.Validation is null ? "test" : "validation", summary.Validation ?? summary.Test);
        return Doctor.Examine(facts is null ? evidence : evidence.With(Model, (ImageSet)splits.HeldOut, facts.Value));
    }

    private void Save(Action write) => RunFolder.Guard(Folder.Root, write);

    private void End(RunStatus status, string? failure)
    {
        Manifest = Manifest with { Status = status, Failure = failure, Ended = clock.GetUtcNow() };
        try
        {
            Folder.WriteManifest(Manifest);
        }
        catch (RunException) when (status == RunStatus.Failed)
        {
            // The folder cannot be written, and that is the failure being reported: run.json goes on saying "running", which is resumable.
        }
    }

    private IEnumerable<MetricsRow> Rows(EpochSummary summary)
    {
        yield return Row("train", summary.Train, summary.TrainSeconds, summary.ExamplesPerSecond) with { Objective = summary.Objective };
        if (summary.Validation is { } validation)
            yield return Row("validation", validation, null, null);
        yield return Row("test", summary.Test, null, null);

        MetricsRow Row(string split, SplitNumbers numbers, double? seconds, double? examplesPerSecond) => new()
        {
            Epoch = summary.Epoch,
            Step = summary.Step,
            Split = split,
            NegElbo = numbers.NegElbo,
            Distortion = numbers.Distortion,
            Rate = numbers.Rate,
            Beta = Manifest.Training.BetaSchedule.Varies ? summary.Beta : null,
            BitsPerDimension = numbers.BitsPerDimension,
            Sigma = numbers.Sigma,
            ActiveLatents = numbers.ActiveLatents,
            Seconds = seconds,
            ExamplesPerSecond = examplesPerSecond,
        };
    }

    /// <summary>Hands every report on, an epoch's with what the doctor says of it.</summary>
    private sealed class WithNews(IProgress<TrainingProgress> progress, TrainingRun run) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            progress.Report(value.Completed is { } done ? value with { Completed = done with { News = run.news } } : value);
    }
}
