using System.Runtime.ExceptionServices;
using Elbo.Files.NumPy;
using Elbo.Files.Safetensors;
using Elbo.Training;

namespace Elbo.Runs.Sessions;

/// <summary>
/// Writes a run's files in the background, in the order of docs/run-folder.md, so that no step waits for the disk. If the disk is
/// slower than the training, a pending file is replaced by its next state; lines of metrics never are.
/// </summary>
/// <param name="folder">The run folder.</param>
/// <param name="begun">The current content of run.json.</param>
internal sealed class RunWriter(RunFolder folder, RunManifest begun)
{
    private readonly Lock gate = new();
    private Pending pending = new();
    private Task worker = Task.CompletedTask;
    private ExceptionDispatchInfo? failure;
    private RunManifest onDisk = begun;

    /// <summary>The last content of run.json if something after it could not be written; null if everything was.</summary>
    public RunManifest? LastWritten => failure is null ? null : onDisk;

    /// <summary>Writes an epoch's lines, what belongs to its weights if they are the best so far, and the new content of run.json.</summary>
    /// <exception cref="RunException">An earlier file could not be written.</exception>
    public void Write(IReadOnlyList<MetricsRow> rows, BestEpoch? best, RunManifest manifest) => Add(given => given with
    {
        Rows = [.. given.Rows, .. rows],
        Best = best ?? given.Best,
        Manifest = manifest,
    });

    /// <summary>Writes a checkpoint, not older than the files before it.</summary>
    /// <exception cref="RunException">An earlier file could not be written.</exception>
    public void Write(SafetensorsFile checkpoint) => Add(given => given with { Checkpoint = checkpoint });

    /// <summary>Waits until everything is on disk.</summary>
    /// <exception cref="RunException">Something could not be written.</exception>
    public void Flush()
    {
        Task last;
        lock (gate)
            last = worker;
        last.Wait();
        failure?.Throw();
    }

    private void Add(Func<Pending, Pending> change)
    {
        lock (gate)
        {
            failure?.Throw();
            pending = change(pending);
            if (worker.IsCompleted)
                worker = Task.Run(Work);
        }
    }

    private void Work()
    {
        while (true)
        {
            Pending now;
            lock (gate)
            {
                if (failure is not null || pending == new Pending())
                {
                    // Anything added after this starts the next task.
                    worker = Task.CompletedTask;
                    return;
                }
                (now, pending) = (pending, new());
            }
            try
            {
                Write(now);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }
    }

    private void Write(Pending now) => RunFolder.Guard(folder.Root, () =>
    {
        if (now.Rows.Count > 0)
            folder.AppendMetrics(now.Rows);
        if (now.Best is { } best)
        {
            NpyFile.Write<float>(folder.TestNegElboPath, best.TestNegElbo, best.TestNegElbo.Length);
            best.Weights.Write(folder.WeightsPath);
        }
        if (now.Manifest is { } manifest)
        {
            folder.WriteManifest(manifest);
            onDisk = manifest;
        }
        // Last: resuming starts from the checkpoint and repeats, bit for bit, whatever was written after it.
        if (now.Checkpoint is { } checkpoint)
            RunCheckpoint.Write(folder, checkpoint, onDisk.Data, onDisk.Model, onDisk.Training);
    });

    /// <param name="Weights">The weights after the epoch.</param>
    /// <param name="TestNegElbo">−ELBO of each test example, nats.</param>
    internal sealed record BestEpoch(SafetensorsFile Weights, float[] TestNegElbo);

    private sealed record Pending
    {
        private static readonly IReadOnlyList<MetricsRow> NoRows = [];

        public IReadOnlyList<MetricsRow> Rows { get; init; } = NoRows;

        public BestEpoch? Best { get; init; }

        public RunManifest? Manifest { get; init; }

        public SafetensorsFile? Checkpoint { get; init; }
    }
}
