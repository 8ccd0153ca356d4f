using Elbo.Compute.Distributed;
using Elbo.Compute.Native;
using Elbo.Data;
using Elbo.Diagnosis;
using Elbo.Evaluation;
using Elbo.Files.Safetensors;
using Elbo.Models;
using Elbo.Models.Storage;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Training;

namespace Elbo;

/// <summary>One training into one run folder: starts it or continues it, and keeps the folder true after every epoch.</summary>
public sealed class TrainingRun : IDisposable
{
    private const int MostIncidents = 100;

    private readonly Trainer trainer;
    private readonly TimeProvider clock;
    private readonly RunLock? held;
    private readonly RunWriter? writer;
    private readonly List<MetricsRow> metrics;
    private readonly FindingsWatch watch = new();
    private readonly Dataset examples;
    private readonly SchemaRules rules;
    private readonly Lazy<DataFacts?> facts;
    private IReadOnlyList<Finding> news = [];

    internal TrainingRun(RunSession session)
    {
        (Folder, Manifest, trainer, examples, held, clock, Warning) = session;
        if (trainer.Communicator.IsFirst)
        {
            writer = new(Folder, Manifest);
            (trainer.OnCheckpoint, trainer.OnIncident) = (writer.Write, RecordIncident);
        }
        metrics = writer is null ? [] : [.. Folder.ReadMetrics()];
        rules = SchemaRules.For(examples.Schema);
        facts = new(() => rules.Facts(Manifest, examples.Train, examples.HeldOut));
    }

    /// <summary>The run folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>What <c>run.json</c> says at this moment.</summary>
    public RunManifest Manifest { get; private set; }

    /// <summary>What was found damaged where training goes on all the same: a file of the run, or the newest checkpoint, where the one before
    /// it is taken; null where nothing was.</summary>
    public string? Warning { get; }

    /// <summary>The data that is learned from, its validation split taken off.</summary>
    public Dataset Data => examples;

    /// <summary>The model being trained.</summary>
    public Vae Model => trainer.Model;

    /// <summary>Makes a run folder and a fresh model. Nothing is written before all options are known to be good.</summary>
    /// <param name="path">The run folder to make.</param>
    /// <param name="data">What to learn from.</param>
    /// <param name="model">The model's options; the shape is taken from the data, and the likelihood of a table. Those that suit the data by default.</param>
    /// <param name="training">The training options; those that suit the model by default.</param>
    /// <param name="replace">True replaces a run that is there.</param>
    /// <param name="clock">Gives dates and durations; the system's by default.</param>
    /// <exception cref="OptionsException">Options are out of range, or have no meaning for the data.</exception>
    /// <exception cref="RunException">The folder holds a run already, or cannot be written.</exception>
    public static TrainingRun Start(
        string path, Dataset data, VaeOptions? model = null, TrainingOptions? training = null, bool replace = false, TimeProvider? clock = null) =>
        Start(TrainingHost.With(clock), path, data, model, training, replace: replace);

    /// <summary>The same for one of the processes that train together: each does the same, and only rank 0 writes the folder.</summary>
    internal static TrainingRun Start(
        TrainingHost host, string path, Dataset data, VaeOptions? model, TrainingOptions? training, RunOrigin? origin = null, bool replace = false) =>
        new(new RunStart(path, origin, replace, host.Clock, host.Communicator).On(data, model, training));

    /// <summary>A model for tables: 128-128-z10-128.</summary>
    public static VaeOptions Modest => TableRules.Modest;

    /// <summary>Continues a run from its last checkpoint.</summary>
    /// <param name="path">The run folder.</param>
    /// <param name="data">The data it learned from; checked by fingerprint.</param>
    /// <param name="training">The run's own options with the changes that <see cref="ResumeRules"/> allow; null changes nothing.</param>
    /// <param name="clock">Gives dates and durations; the system's by default.</param>
    /// <exception cref="RunException">There is no run, it cannot be continued, another process trains it, or options differ that must not.</exception>
    /// <exception cref="ModelFileException">The checkpoint and the one before it are damaged.</exception>
    public static TrainingRun Resume(string path, Dataset data, TrainingOptions? training = null, TimeProvider? clock = null) =>
        Resume(TrainingHost.With(clock), path, data, training);

    /// <summary>The same for one of the processes that train together.</summary>
    internal static TrainingRun Resume(TrainingHost host, string path, Dataset data, TrainingOptions? training = null) =>
        new(RunResume.Continue(path, data, training, host.Clock, host.Communicator));

    /// <summary>Trains to the last epoch. However it ends, the folder says so and can be continued, to the end that it would have had.</summary>
    /// <param name="progress">Told after every step; called on this thread.</param>
    /// <param name="cancellation">Stops after the step at hand; the run can be resumed from there.</param>
    /// <returns>The model with the best weights; it belongs to the caller.</returns>
    /// <exception cref="NonFiniteException">A loss, a gradient or an evaluation is not finite.</exception>
    /// <exception cref="DistributedException">The processes that train together differ in options, data, engine or weights.</exception>
    /// <exception cref="RunException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public TrainedVae Train(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        RankAgreement.ThrowIfDifferent(trainer.Communicator, Manifest);
        try
        {
            try
            {
                trainer.Train(examples, RecordEpoch, progress is null ? null : new WithNews(progress, this), cancellation);
            }
            finally
            {
                writer?.Flush();
            }
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
        if (Manifest.BestEpoch != trainer.Epoch && writer is not null)
            Weights.Restore(SafetensorsFile.Read(Folder.WeightsPath), Model.NamedWeights());
        Replicas.AlignWeights(trainer.Communicator, trainer);
        return new(Model, Manifest.Training.Binarization, Manifest.Table);
    }

    /// <summary>Frees the optimizer's state and gives the folder back; the trained model stays.</summary>
    public void Dispose()
    {
        trainer.Dispose();
        Allocator.GiveBack();
        held?.Dispose();
    }

    /// <summary>True where training stands between two steps of an epoch: the weights are those of no epoch.</summary>
    internal bool IsWithinAnEpoch => trainer.Partial.Batches > 0;

    /// <summary>Waits until the files are on the disk.</summary>
    internal void Flush() => writer?.Flush();

    private void RecordEpoch(EpochSummary summary)
    {
        IReadOnlyList<MetricsRow> rows = [.. summary.Rows(Manifest.Training.BetaSchedule.Varies)];
        metrics.AddRange(rows);
        var findings = writer is not null ? Examine(summary) : [];
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
        writer?.Write(rows, summary.IsBest ? TrainedVae.Capture(Model, Manifest.Training.Binarization) : null, next);
        Manifest = next;
    }

    /// <summary>An interrupted run meets its incidents again when it repeats the steps since the checkpoint.</summary>
    private void RecordIncident(TrainingIncident incident)
    {
        if (!Manifest.Incidents.Contains(incident))
            Manifest = Manifest with { Incidents = [.. Manifest.Incidents.TakeLast(MostIncidents - 1), incident] };
    }

    private IReadOnlyList<Finding> Examine(EpochSummary summary)
    {
        var evidence = Manifest.EvidenceOf(metrics, summary.Epoch, summary.Validation is null ? "test" : "validation", summary.Validation ?? summary.Test);
        return Doctor.Examine(rules.Complete(evidence, Model, examples.HeldOut, facts.Value));
    }

    private void End(RunStatus status, string? failure)
    {
        // What could not be written is no part of the run: it is repeated when the run goes on.
        Manifest = (writer?.LastWritten ?? Manifest) with { Status = status, Failure = failure, Ended = clock.GetUtcNow() };
        if (writer is null)
            return;
        try
        {
            Folder.WriteManifest(Manifest);
            RunChecksums.Write(Folder);
        }
        catch (RunException) when (status == RunStatus.Failed)
        {
            // The folder cannot be written, and that is the failure being reported: run.json goes on saying "running", which is resumable.
        }
    }

    /// <summary>Hands every report on, an epoch's with what the doctor says of it.</summary>
    private sealed class WithNews(IProgress<TrainingProgress> progress, TrainingRun run) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            progress.Report(value.Completed is { } done ? value with { Completed = done with { News = run.news } } : value);
    }
}
