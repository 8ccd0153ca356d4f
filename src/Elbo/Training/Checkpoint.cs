using System.Globalization;
using Elbo.Interop;
using Elbo.Models;

namespace Elbo.Training;

/// <summary>
/// What resuming needs, in one safetensors file: the weights, Adam's moments, and as metadata how far training got. Random state need
/// not be kept, since every draw is addressed by seed and epoch.
/// </summary>
internal static class Checkpoint
{
    /// <summary>Replaces the checkpoint in one step.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Trainer trainer)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var metadata = new Dictionary<string, string>
        {
            ["epoch"] = trainer.Epoch.ToString(CultureInfo.InvariantCulture),
            ["step"] = trainer.Optimizer.Steps.ToString(CultureInfo.InvariantCulture),
            ["best_validation"] = trainer.BestValidation.ToString("R", CultureInfo.InvariantCulture),
        };
        new SafetensorsFile(Weights.Capture([.. trainer.Model.NamedWeights(), .. trainer.Optimizer.State()]), metadata).Write(path);
    }

    /// <summary>Puts model, optimizer and trainer back to where the checkpoint was written.</summary>
    /// <exception cref="ModelFileException">The checkpoint is missing, damaged or of another model.</exception>
    public static void Read(string path, Trainer trainer)
    {
        var file = SafetensorsFile.Read(path);
        if (!(file.Metadata.TryGetValue("epoch", out var epochText) && int.TryParse(epochText, CultureInfo.InvariantCulture, out var epoch)
            && file.Metadata.TryGetValue("step", out var stepText) && long.TryParse(stepText, CultureInfo.InvariantCulture, out var step)
            && file.Metadata.TryGetValue("best_validation", out var bestText) && double.TryParse(bestText, CultureInfo.InvariantCulture, out var best)))
            throw new ModelFileException($"{path} is no checkpoint: it lacks epoch, step or best_validation. Train again with --force.");
        Weights.Restore(file, [.. trainer.Model.NamedWeights(), .. trainer.Optimizer.State()]);
        trainer.ContinueFrom(epoch, step, best);
    }
}
