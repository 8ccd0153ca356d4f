using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Models;
using Elbo.Reports.Figures;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Training;

namespace Elbo.Reports;

/// <summary>Draws after every epoch of a training the reconstructions of the same few examples of the test split, the decoded posterior means, and what
/// the same random codes decode to. It receives epochs like any other progress, draws no random numbers and does not affect the training.</summary>
internal sealed class EpochReconstructions : IProgress<TrainingProgress>
{
    /// <summary>The first examples of the test split, or all if it has fewer.</summary>
    public const int Examples = 10;

    private readonly TrainingRun run;
    private readonly IProgress<TrainingProgress>? next;
    private readonly EpochPictures pictures, samples;
    private readonly ImageSet shown;

    internal EpochReconstructions(TrainingRun run, ImageSet test, IProgress<TrainingProgress>? next)
    {
        (this.run, this.next, pictures, samples) = (run, next, new(run.Folder), EpochPictures.Samples(run.Folder));
        shown = test.Slice(0, Math.Min(Examples, test.Count));
        var done = run.Manifest.EpochsDone;
        pictures.KeepThrough(done);
        samples.KeepThrough(done);
        // The training may have died after the epoch and before its picture. During the next epoch the weights have already changed.
        if (done > 0 && !run.IsWithinAnEpoch && !(pictures.Epochs.Contains(done) && (samples.Epochs.Contains(done) || !HasSamples)))
            Draw(done);
    }

    /// <summary>The progress to pass to <see cref="TrainingRun.Train"/> so that pictures and codes are written to the run folder; create it before a new or
    /// resumed training starts.</summary>
    /// <param name="run">The training.</param>
    /// <param name="next">The next receiver; null for none.</param>
    /// <exception cref="RunException">The folder cannot be read or written.</exception>
    public static IProgress<TrainingProgress> Of(TrainingRun run, IProgress<TrainingProgress>? next = null) =>
        SchemaReport.For(run.Data.Schema).Pictures(run, next);

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        if (value.Completed is { } done)
            Draw(done.Epoch);
        next?.Report(value);
    }

    /// <summary>A model of a part of an image is not asked for samples: they would need the rest of one.</summary>
    private bool HasSamples => run.Model.Options.ConditionRegion is null;

    private void Draw(int epoch)
    {
        // Not disposed: the training owns the weights.
        var model = new TrainedVae(run.Model, run.Manifest.Training.Binarization, run.Manifest.Table, run.Manifest.Condition);
        pictures.Write(epoch, run.Manifest.BestEpoch, ReconstructionStrip.Render(
            ImageBatch.FromBytes(shown.Shape, shown.Pixels), new(shown.Shape, model.Reconstruct(shown))));
        if (!HasSamples)
            return;
        var drawn = (model.Condition is { } condition ? model.Given(condition.Usual) : model).Sample(2 * Examples, run.Manifest.Training.Seed);
        samples.Write(epoch, run.Manifest.BestEpoch, ReconstructionStrip.Render(
            new(shown.Shape, drawn.AsMemory(0, drawn.Length / 2)), new(shown.Shape, drawn.AsMemory(drawn.Length / 2))));
    }
}
