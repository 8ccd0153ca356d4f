using System.Runtime.ExceptionServices;
using Elbo.Files.Safetensors;
using Elbo.Training;

namespace Elbo.Runs.Sessions;

/// <summary>
/// Writes a run's files beside the training, in the order of docs/run-folder.md, so that no step waits for the disk. Where the disk is
/// slower than the training, a file that has not been begun is replaced by its next state; lines of metrics never are.
/// </summary>
/// <param name="folder">The run folder.</param>
/// <param name="begun">What run.json says now.</param>
internal sealed class RunWriter(RunFolder folder, RunManifest begun)
{
    private readonly Lock gate = new();
    private Pending pending = new();
    private Task worker = Task.CompletedTask;
    private ExceptionDispatchInfo? failure;
    private RunManifest onDisk = begun;

    /// <summary>What run.json has said last, where something could not be written after it; null where everything was.</summary>
    public RunManifest? LastWritten => failure is null ? null : onDisk;

    /// <summary>An epoch's lines, the best weights where it gave them, and what run.json says then.</summary>
    /// <exception cref="RunException">Something that was given before could not be written.</exception>
    public void Write(IReadOnlyList<MetricsRow> rows, SafetensorsFile? weights, RunManifest manifest) => Add(given => given with
    {
        Rows = [.. given.Rows, .. rows],
        Weights = weights ?? given.Weights,
        Manifest = manifest,
    });

    /// <summary>A checkpoint, not older than what was given before.</summary>
    /// <exception cref="RunException">Something that was given before could not be written.</exception>
    public void Write(SafetensorsFile checkpoint) => Add(given => given with { Checkpoint = checkpoint });

    /// <summary>Waits until everything is on the disk.</summary>
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
                    // Whoever adds after this starts the next.
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
        if (now.Weights is { } weights)
            weights.Write(folder.WeightsPath);
        if (now.Manifest is { } manifest)
        {
            folder.WriteManifest(manifest);
            onDisk = manifest;
        }
        // Last: resuming starts from the checkpoint and repeats, bit for bit, whatever was written after it.
        if (now.Checkpoint is { } checkpoint)
            RunCheckpoint.Write(folder, checkpoint);
    });

    private sealed record Pending
    {
        private static readonly IReadOnlyList<MetricsRow> NoRows = [];

        public IReadOnlyList<MetricsRow> Rows { get; init; } = NoRows;

        public SafetensorsFile? Weights { get; init; }

        public RunManifest? Manifest { get; init; }

        public SafetensorsFile? Checkpoint { get; init; }
    }
}
