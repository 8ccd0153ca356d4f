using Elbo.Files;
using Elbo.Files.Safetensors;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>
/// The checkpoint of a run as files. A new one carries its checksum, is read back before it replaces the one before, and that one is kept
/// next to it.
/// </summary>
internal static class RunCheckpoint
{
    /// <summary>Replaces the checkpoint in one step, and keeps the one before.</summary>
    /// <exception cref="IOException">The file cannot be written, or is not read back as it was written.</exception>
    public static void Write(RunFolder folder, SafetensorsFile state)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.CheckpointPath)!);
        AtomicFile.Write(folder.CheckpointPath, SafetensorsSeal.Seal(state).Write, temporary =>
        {
            try
            {
                Open(temporary);
            }
            catch (ModelFileException e)
            {
                throw new IOException($"{folder.CheckpointPath} was not read back as it was written: {e.Message}", e);
            }
            if (File.Exists(folder.CheckpointPath))
                File.Move(folder.CheckpointPath, folder.PreviousCheckpointPath, overwrite: true);
        });
    }

    /// <summary>True where there is a checkpoint, whole or not.</summary>
    public static bool IsAt(RunFolder folder) => File.Exists(folder.CheckpointPath) || File.Exists(folder.PreviousCheckpointPath);

    /// <summary>Puts model, optimizer and trainer back to where the checkpoint was written; where it is damaged, the one before.</summary>
    /// <returns>What was wrong with the newest checkpoint, for people; null where nothing was.</returns>
    /// <exception cref="ModelFileException">Both are missing, damaged or of another model.</exception>
    public static string? Read(RunFolder folder, Trainer trainer)
    {
        try
        {
            Checkpoint.Restore(Open(folder.CheckpointPath), trainer);
            return null;
        }
        catch (ModelFileException) when (File.Exists(folder.PreviousCheckpointPath))
        {
            var what = File.Exists(folder.CheckpointPath) ? "is damaged" : "does not exist";
            try
            {
                Checkpoint.Restore(Open(folder.PreviousCheckpointPath), trainer);
            }
            catch (ModelFileException e)
            {
                throw new ModelFileException(
                    $"{folder.CheckpointPath} {what}, and {folder.PreviousCheckpointPath} is damaged too. "
                    + "Restore one of them from a copy, or train again with --force.",
                    e);
            }
            return $"{folder.CheckpointPath} {what}. Training goes on from the checkpoint before it: "
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
