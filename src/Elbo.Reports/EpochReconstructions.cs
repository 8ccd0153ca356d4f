using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Models;
using Elbo.Reports.Figures;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Training;

namespace Elbo.Reports;

/// <summary>
/// Draws after every epoch of a training what the model makes of the same few examples of the test split: the decoded posterior means. It is
/// told of epochs as any other progress is, takes no random number and changes nothing of the training.
/// </summary>
public sealed class EpochReconstructions : IProgress<TrainingProgress>
{
    /// <summary>The first ones of the test split, as many as it has.</summary>
    public const int Examples = 10;

    private readonly TrainingRun run;
    private readonly IProgress<TrainingProgress>? next;
    private readonly EpochPictures pictures;
    private readonly ImageSet shown;

    private EpochReconstructions(TrainingRun run, IProgress<TrainingProgress>? next)
    {
        (this.run, this.next, pictures) = (run, next, new(run.Folder));
        shown = run.Data.Test.Slice(0, Math.Min(Examples, run.Data.Test.Count));
        var done = run.Manifest.EpochsDone;
        pictures.KeepThrough(done);
        // The training may have died after the epoch and before its picture. Within the next epoch the weights are others already.
        if (done > 0 && !run.IsWithinAnEpoch && !pictures.Epochs.Contains(done))
            Draw(done);
    }

    /// <summary>What to give to <see cref="TrainingRun.Train"/> so that the run folder gets the pictures; made before it, and before a resumed training goes on.</summary>
    /// <param name="run">The training.</param>
    /// <param name="next">Told everything after it; null if nobody else listens.</param>
    /// <returns><paramref name="next"/> itself for a table, which has no pictures.</returns>
    /// <exception cref="RunException">The folder cannot be read or written.</exception>
    public static IProgress<TrainingProgress>? Of(TrainingRun run, IProgress<TrainingProgress>? next = null) =>
        run.Manifest.Table is null ? new EpochReconstructions(run, next) : next;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        if (value.Completed is { } done)
            Draw(done.Epoch);
        next?.Report(value);
    }

    private void Draw(int epoch)
    {
        // Not disposed: the weights are the training's.
        var model = new TrainedVae(run.Model, run.Manifest.Training.Binarization);
        pictures.Write(epoch, run.Manifest.BestEpoch, ReconstructionStrip.Render(
            ImageBatch.FromBytes(shown.Shape, shown.Pixels), new(shown.Shape, model.Reconstruct(shown))));
    }
}
