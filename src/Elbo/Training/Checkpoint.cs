using System.Globalization;
using Elbo.Files.Safetensors;
using Elbo.Models.Storage;

namespace Elbo.Training;

/// <summary>The state needed to resume, in one safetensors file: the weights, Adam's moments, and as metadata how far training got, between epochs or within
/// one. Random state need not be kept, since every draw is addressed by seed, epoch and example.</summary>
internal static class Checkpoint
{
    /// <summary>Keys that distinguish the checkpoints of different runs.</summary>
    public const string EpochKey = "epoch", SeedKey = "seed";

    private const string LowestObjective = "lowest.objective";

    /// <summary>A copy of where training stands; the model and the optimizer hold what the last step left.</summary>
    public static SafetensorsFile Capture(Trainer trainer)
    {
        var metadata = new Dictionary<string, string>
        {
            [EpochKey] = Text(trainer.Epoch),
            ["step"] = Text(trainer.Optimizer.Steps),
            ["best_validation"] = Text(trainer.BestValidation),
            [SeedKey] = Text(trainer.Seed),
        };
        if (trainer.HasPatience && trainer.Watched.Epoch > 0)
        {
            metadata["watched_epoch"] = Text(trainer.Watched.Epoch);
            metadata["watched"] = Text(trainer.Watched.Lowest);
        }
        if (trainer.IsGuessTrained)
            metadata["guess_trained"] = Text(1);
        if (trainer.Rollbacks > 0)
            metadata["rollbacks"] = Text(trainer.Rollbacks);
        if (trainer.Partial is { Batches: > 0 } partial)
        {
            metadata["batches"] = Text(partial.Batches);
            metadata["examples"] = Text(partial.Totals.Examples);
            metadata["distortion"] = Text(partial.Totals.Distortion);
            metadata["rate"] = Text(partial.Totals.Rate);
            metadata["objective"] = Text(partial.Totals.Objective);
            metadata["seconds"] = Text(partial.Seconds);
        }
        List<SafetensorsTensor> tensors = [.. Weights.Capture([.. trainer.Model.NamedWeights(), .. trainer.Optimizer.State()])];
        if (trainer.Lowest is { } lowest)
        {
            metadata["lowest_epoch"] = Text(lowest.Epoch);
            metadata["lowest_beta"] = Text(lowest.Beta);
            tensors.Add(SafetensorsTensor.FromSingles(LowestObjective, [lowest.Objective.Length], lowest.Objective));
        }
        return new(tensors, metadata, "the checkpoint");
    }

    /// <summary>Sets model, optimizer and trainer back to where the checkpoint was captured.</summary>
    /// <exception cref="ModelFileException">Something is missing, damaged or of another model.</exception>
    public static void Restore(SafetensorsFile file, Trainer trainer)
    {
        var metadata = new Numbers(file);
        var (epoch, step, best) = (metadata.Get<int>(EpochKey), metadata.Get<long>("step"), metadata.Get<double>("best_validation"));
        var rollbacks = metadata.Has("rollbacks") ? metadata.Get<int>("rollbacks") : 0;
        var partial = metadata.Has("batches")
            ? new PartialEpoch(
                metadata.Get<int>("batches"),
                new(metadata.Get<int>("examples"), metadata.Get<double>("distortion"), metadata.Get<double>("rate"), metadata.Get<double>("objective")),
                metadata.Get<double>("seconds"))
            : default;
        // Older checkpoints have none: the next epoch is then the lowest.
        var lowest = metadata.Has("lowest_epoch")
            ? new LowestEpoch(metadata.Get<int>("lowest_epoch"), metadata.Get<double>("lowest_beta"), file[LowestObjective].AsSingles())
            : null;
        // Older checkpoints have none: patience starts from the next epoch.
        var watched = metadata.Has("watched_epoch")
            ? new Patience(metadata.Get<double>("watched"), metadata.Get<int>("watched_epoch"))
            : new Patience(best, epoch);
        Weights.Restore(file, [.. trainer.Model.NamedWeights(), .. trainer.Optimizer.State()]);
        trainer.ContinueFrom(epoch, step, best, partial, rollbacks);
        (trainer.Lowest, trainer.Watched, trainer.IsGuessTrained) = (lowest, watched, metadata.Has("guess_trained"));
    }

    // Doubles are written with enough digits to round-trip.
    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private readonly struct Numbers(SafetensorsFile file)
    {
        public bool Has(string key) => file.Metadata.ContainsKey(key);

        public T Get<T>(string key) where T : struct, IParsable<T> =>
            file.Metadata.TryGetValue(key, out var text) && T.TryParse(text, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new ModelFileException($"{file.Name} is no checkpoint: it has no {key}, or one that is no number. Train again with --force.");
    }
}
