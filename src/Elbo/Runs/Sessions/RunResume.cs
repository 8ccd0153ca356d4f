using Elbo.Compute.Distributed;
using Elbo.Compute.Native;
using Elbo.Data;
using Elbo.Models;
using Elbo.Training;

namespace Elbo.Runs.Sessions;

/// <summary>Continues a run from its last checkpoint.</summary>
internal static class RunResume
{
    /// <param name="path">The run folder.</param>
    /// <param name="data">The data it learned from, as it was loaded; checked by fingerprint.</param>
    /// <param name="training">The run's own options with the changes that resuming allows; null changes nothing.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="communicator">The processes that train together; each reads the folder, and rank 0 alone writes it.</param>
    public static RunSession Continue(
        string path, Dataset data, TrainingOptions? training, TimeProvider clock, Communicator communicator)
    {
        var folder = RunFolder.Open(path);
        var manifest = folder.ReadManifest();
        if (manifest.Imported is { } imported)
            throw new RunException($"{path} was imported from {imported.File} and has no training state to continue from. Train a new run with --out.");
        training ??= manifest.Training;
        training.Validate();
        if (ResumeRules.Faults(training, manifest.Training).ToList() is { Count: > 0 } faults)
            throw new RunException($"{path}: {string.Join(' ', faults)}");
        data = manifest.Condition is { } condition ? data.With(condition) : data;
        if (data.Train.Fingerprint() != manifest.Data.TrainFingerprint || data.Test.Fingerprint() != manifest.Data.TestFingerprint)
            throw new RunException(
                $"{path} was trained on other {data.Schema.Examples} than {data.Name} now holds. Give the same data, or start a new run with --out.");
        // A run that died in its last epoch may have counted it before writing its checkpoint: it continues.
        if (manifest.Stopped is { } reason && manifest.IsDone(training))
            throw new RunException($"{path} stopped early after epoch {manifest.EpochsDone}. {reason} "
                + $"Give more patience to continue: --patience {manifest.Training.Patience * 2}, or --patience 0");
        if (manifest.EpochsDone > training.Epochs || manifest.IsDone(training))
            throw new RunException(
                $"{path} has done all of its {manifest.EpochsDone} epochs. Give a larger number to continue: --epochs {manifest.EpochsDone * 2}");

        Libtorch.Load();
        var held = communicator.IsFirst ? RunLock.Take(path, clock) : null;
        try
        {
            if (communicator.IsFirst)
                ThrowIfDamaged(folder);
            var examples = training.Objective.Prepare(data.Validated(training.Validation), training.Seed);
            return Continue(folder, held, examples, training, clock, communicator);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    private static RunSession Continue(
        RunFolder folder, RunLock? held, Dataset examples, TrainingOptions training, TimeProvider clock, Communicator communicator)
    {
        // Again: the previous holder of the lock may have continued training.
        var manifest = folder.ReadManifest();
        string? warning = null;
        Trainer trainer;
        if (communicator.IsFirst && manifest.EpochsDone == 0 && !RunCheckpoint.IsAt(folder))
        {
            // It died, or its disk was full, before it wrote one.
            trainer = RunStart.NewTrainer(manifest.Model, training, examples, clock, communicator);
            RunFolder.Guard(folder.Root, () => RunCheckpoint.Write(folder, Checkpoint.Capture(trainer), manifest.Data, manifest.Model, training));
        }
        else
        {
            trainer = new(new Vae(manifest.Model, manifest.Training.Seed), training, clock, communicator, manifest.Engine);
            // The other ranks receive the checkpoint's content from rank 0 when training begins.
            if (communicator.IsFirst)
                warning = RunCheckpoint.Read(folder, manifest, trainer);
        }
        manifest = manifest with
        {
            Format = RunManifest.CurrentFormat,
            Status = RunStatus.Running,
            Failure = null,
            Stopped = null,
            Ended = null,
            Command = manifest.CommandWith(training),
            Training = training,
            Data = manifest.Data with { Path = RunDataPlace.Recorded(examples.Name) ?? manifest.Data.Path },
            Engine = trainer.Engine,
            EpochsDone = trainer.Epoch,
        };
        if (communicator.IsFirst)
        {
            folder.RemoveLeftovers();
            RunChecksums.Remove(folder);
            folder.KeepMetricsThrough(trainer.Epoch);
            folder.WriteManifest(manifest);
        }
        return new(folder, manifest, trainer, examples, held, clock, warning);
    }

    /// <summary>Checks the files that training reads again at its end, or writes new checksums of.</summary>
    private static void ThrowIfDamaged(RunFolder folder)
    {
        if (folder.FindDamage() is { } damage)
            throw new RunException(damage);
        var manifest = folder.ReadManifest();
        if (manifest is { BestEpoch: > 0, Training.KeepsBestEpoch: true } && !File.Exists(folder.WeightsPath))
            throw new RunException(
                $"{folder.WeightsPath} does not exist; it held the weights of epoch {manifest.BestEpoch}, the best so far. "
                + "Restore it from a copy, or train again with --force.");
    }
}
