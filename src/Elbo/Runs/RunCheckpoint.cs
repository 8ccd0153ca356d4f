using System.Globalization;
using Elbo.Files;
using Elbo.Files.Safetensors;
using Elbo.Runs.Sessions;
using Elbo.Models;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>
/// The checkpoint of a run as files. A new one carries its checksum and is read back before it replaces the previous one, which is kept
/// next to it.
/// </summary>
internal static class RunCheckpoint
{
    private const string DataKey = "data_sha256", OptionPrefix = "option.";

    /// <summary>Replaces the checkpoint atomically and keeps the previous one.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="state">Where training stands.</param>
    /// <param name="data">What it learns from.</param>
    /// <param name="model">What it trains.</param>
    /// <param name="training">How.</param>
    /// <exception cref="IOException">The file cannot be written, or reads back differently.</exception>
    public static void Write(RunFolder folder, SafetensorsFile state, RunData data, VaeOptions model, TrainingOptions training)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.CheckpointPath)!);
        var metadata = new Dictionary<string, string>(state.Metadata) { [DataKey] = data.TrainFingerprint };
        foreach (var (name, value) in ResumeRules.Lasting(model, training))
            metadata[OptionPrefix + name] = value;
        state = new(state.Tensors, metadata, state.Name);
        AtomicFile.Write(folder.CheckpointPath, SafetensorsSeal.Seal(state).Write, ReadBack, folder.PreviousCheckpointPath);

        void ReadBack(string temporary)
        {
            try
            {
                Open(temporary);
            }
            catch (ModelFileException e)
            {
                throw new IOException($"{folder.CheckpointPath} does not read back as it was written: {e.Message}", e);
            }
        }
    }

    /// <summary>True if there is a checkpoint, intact or not.</summary>
    public static bool IsAt(RunFolder folder) => File.Exists(folder.CheckpointPath) || File.Exists(folder.PreviousCheckpointPath);

    /// <summary>Restores model, optimizer and trainer from the checkpoint or, if it is damaged, from the previous one.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="manifest">Its run.json.</param>
    /// <param name="trainer">Continues.</param>
    /// <returns>The damage of the newest checkpoint, as a sentence; null if it is intact.</returns>
    /// <exception cref="ModelFileException">Both are missing, damaged or of another run.</exception>
    public static string? Read(RunFolder folder, RunManifest manifest, Trainer trainer)
    {
        try
        {
            Checkpoint.Restore(OpenOwn(folder.CheckpointPath, manifest), trainer);
            return null;
        }
        catch (ModelFileException newest) when (File.Exists(folder.PreviousCheckpointPath))
        {
            var what = File.Exists(folder.CheckpointPath) ? "cannot be used" : "does not exist";
            try
            {
                Checkpoint.Restore(OpenOwn(folder.PreviousCheckpointPath, manifest), trainer);
            }
            catch (ModelFileException e)
            {
                throw new ModelFileException(
                    $"{folder.CheckpointPath} {what}, and {folder.PreviousCheckpointPath} cannot be used either. "
                    + $"Restore one of them from a copy, or train again with --force. The first: {newest.Message}",
                    e);
            }
            return $"{folder.CheckpointPath} {what}. Training resumes from the previous checkpoint: "
                + $"epoch {trainer.Epoch + 1}, step {trainer.Optimizer.Steps}.";
        }
    }

    /// <summary>Opens a checkpoint that is not of another run, as far as can be told. Run.json is written before it, so it never counts fewer epochs.</summary>
    private static SafetensorsFile OpenOwn(string path, RunManifest manifest)
    {
        var file = Open(path);
        // Older checkpoints name no seed, data or options.
        var found = Number<ulong>(Checkpoint.SeedKey) is { } seed && seed != manifest.Training.Seed
            ? $"a run with seed {seed}, and this one has seed {manifest.Training.Seed}"
            : file.Metadata.TryGetValue(DataKey, out var data) && data != manifest.Data.TrainFingerprint ? "a run on other data"
            : Number<int>(Checkpoint.EpochKey) is { } epoch && epoch > manifest.EpochsDone
                ? $"another run: it stands at epoch {epoch}, and run.json at {manifest.EpochsDone}"
            : ResumeRules.Lasting(manifest.Model, manifest.Training).FirstOrDefault(IsOther) is { Name: { } name } own
                ? $"a run with {name} {Option(name)}, and this one has {own.Value}"
            : null;
        return found is null ? file : throw new ModelFileException($"{path} belongs to {found}. Restore it from a copy, or train again with --force.");

        bool IsOther((string Name, string Value) own) => Option(own.Name) is { } text && text != own.Value;

        string? Option(string name) => file.Metadata.GetValueOrDefault(OptionPrefix + name);

        T? Number<T>(string key) where T : struct, IParsable<T> =>
            file.Metadata.TryGetValue(key, out var text) && T.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static SafetensorsFile Open(string path)
    {
        var file = SafetensorsFile.Read(path);
        SafetensorsSeal.ThrowIfBroken(file);
        return file;
    }
}
