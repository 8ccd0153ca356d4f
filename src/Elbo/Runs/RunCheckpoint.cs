using Elbo.Files;
using Elbo.Files.Safetensors;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>
/// The checkpoint of a run as files. A new one carries its checksum and is read back before it replaces the previous one, which is kept
/// next to it.
/// </summary>
internal static class RunCheckpoint
{
    /// <summary>Replaces the checkpoint atomically and keeps the previous one.</summary>
    /// <exception cref="IOException">The file cannot be written, or reads back differently.</exception>
    public static void Write(RunFolder folder, SafetensorsFile state)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.CheckpointPath)!);
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
    /// <returns>The damage of the newest checkpoint, as a sentence; null if it is intact.</returns>
    /// <exception cref="ModelFileException">Both are missing, damaged or of another model.</exception>
    public static string? Read(RunFolder folder, Trainer trainer)
    {
        try
        {
            Checkpoint.Restore(Open(folder.CheckpointPath), trainer);
            return null;
        }
        catch (ModelFileException newest) when (File.Exists(folder.PreviousCheckpointPath))
        {
            var what = File.Exists(folder.CheckpointPath) ? "cannot be used" : "does not exist";
            try
            {
                Checkpoint.Restore(Open(folder.PreviousCheckpointPath), trainer);
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

    private static SafetensorsFile Open(string path)
    {
        var file = SafetensorsFile.Read(path);
        SafetensorsSeal.ThrowIfBroken(file);
        return file;
    }
}
