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

/// <summary>One training into one run folder: starts or continues it, and keeps the folder consistent after every epoch.</summary>
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

    /// <summary>The current content of <c>run.json</c>.</summary>
    public RunManifest Manifest { get; private set; }

    /// <summary>Damage that does not stop training: of a file of the run, or of the newest checkpoint, if the previous one
    /// is used; null if there is none.</summary>
    public string? Warning { get; }

    /// <summary>The data, with its validation split separated.</summary>
    public Dataset Data => examples;

    /// <summary>The model being trained.</summary>
    public Vae Model => trainer.Model;

    /// <summary>Creates a run folder and a fresh model. Nothing is written before all options are valid.</summary>
    /// <param name="path">The run folder to make.</param>
    /// <param name="data">The training data.</param>
    /// <param name="model">The model's options; the shape is taken from the data, and the likelihood of a table. Those that suit the data by default.</param>
    /// <param name="training">The training options; those that suit the model by default.</param>
    /// <param name="replace">True replaces an existing run.</param>
    /// <param name="clock">The clock; the system's by default.</param>
    /// <exception cref="OptionsException">Options are out of range, or have no meaning for the data.</exception>
    /// <exception cref="RunException">The folder already holds a run, or cannot be written.</exception>
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
    /// <param name="clock">The clock; the system's by default.</param>
    /// <exception cref="RunException">There is no run, it cannot be continued, another process trains it, or options differ that must not.</exception>
    /// <exception cref="ModelFileException">The checkpoint and the one before it are damaged.</exception>
    public static TrainingRun Resume(string path, Dataset data, TrainingOptions? training = null, TimeProvider? clock = null) =>
        Resume(TrainingHost.With(clock), path, data, training);

    /// <summary>The same for one of the processes that train together.</summary>
    internal static TrainingRun Resume(TrainingHost host, string path, Dataset data, TrainingOptions? training = null) =>
        new(RunResume.Continue(path, data, training, host.Clock, host.Communicator));

    /// <summary>Trains to the last epoch, or until early stopping ends it. However it ends, the folder records it and can be continued, to the same
    /// result.</summary>
    /// <param name="progress">Called after every step, on this thread.</param>
    /// <param name="cancellation">Stops after the current step; the run can be resumed from there.</param>
    /// <returns>The model with the best weights; it belongs to the caller.</returns>
    /// <exception cref="NonFiniteException">A loss, a gradient or an evaluation is not finite.</exception>
    /// <exception cref="DistributedException">The processes that train together differ in options, data, engine or weights.</exception>
    /// <exception cref="RunException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
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
        return new(Model, Manifest.Training.Binarization, Manifest.Table, Manifest.Condition);
    }

    /// <summary>Frees the optimizer's state and releases the folder; the trained model stays.</summary>
    public void Dispose()
    {
        trainer.Dispose();
        Allocator.GiveBack();
        held?.Dispose();
    }

    /// <summary>True in the middle of an epoch, when the weights are not those of any epoch.</summary>
    internal bool IsWithinAnEpoch => trainer.Partial.Batches > 0;

    /// <summary>Waits until the files are on disk.</summary>
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
        writer?.Write(rows, summary.TestNegElbo is { } test ? new(TrainedVae.Capture(Model, Manifest.Training.Binarization), test) : null, next);
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
        // A file that could not be written is not part of the run: it is repeated when the run continues.
        Manifest = (writer?.LastWritten ?? Manifest) with
        {
            Status = status,
            Failure = failure,
            Stopped = status == RunStatus.Finished ? trainer.Stopped : null,
            Ended = clock.GetUtcNow(),
        };
        if (writer is null)
            return;
        try
        {
            Folder.WriteManifest(Manifest);
            RunChecksums.Write(Folder);
        }
        catch (RunException) when (status == RunStatus.Failed)
        {
            // The folder cannot be written, which is the failure being reported: run.json keeps saying "running", which is resumable.
        }
    }

    /// <summary>Forwards every report; an epoch's report includes the doctor's findings.</summary>
    private sealed class WithNews(IProgress<TrainingProgress> progress, TrainingRun run) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            progress.Report(value.Completed is { } done ? value with { Completed = done with { News = run.news } } : value);
    }
}
