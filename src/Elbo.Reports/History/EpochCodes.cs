using Elbo.Data;
using Elbo.Files.NumPy;
using Elbo.Models;
using Elbo.Runs.Sessions;
using Elbo.Training;

namespace Elbo.Reports.History;

/// <summary>Keeps after every epoch of a training the posterior means of the same test examples: <c>figures/epochs/codes/0001.npy</c>, shape [N, L]. It
/// receives epochs like any other progress, draws no random numbers and does not affect the training.</summary>
internal sealed class EpochCodes : IProgress<TrainingProgress>
{
    /// <summary>Examples drawn from the test split; fewer where the latents are many.</summary>
    public const int Examples = 400;

    /// <summary>64 KB of an epoch.</summary>
    public const int MostNumbers = 16_000;

    private readonly TrainingRun run;
    private readonly IProgress<TrainingProgress>? next;
    private readonly EpochPictures files;
    private readonly ExampleSet shown;

    public EpochCodes(TrainingRun run, IProgress<TrainingProgress>? next)
    {
        (this.run, this.next, files) = (run, next, EpochPictures.Codes(run.Folder));
        shown = Shown(run.Data.Test, run.Manifest.Model.Latents);
        var done = run.Manifest.EpochsDone;
        files.KeepThrough(done);
        EpochLabels.Keep(files, shown);
        // As with the pictures: the training may have died before the file was written.
        if (done > 0 && !run.IsWithinAnEpoch && !files.Epochs.Contains(done))
            Keep(done);
    }

    /// <summary>The examples whose codes are kept.</summary>
    public static ExampleSet Shown(ExampleSet test, int latents) =>
        test.Subset(Math.Clamp(MostNumbers / latents, 1, Examples), seed: 0);

    public void Report(TrainingProgress value)
    {
        if (value.Completed is { } done)
            Keep(done.Epoch);
        next?.Report(value);
    }

    private void Keep(int epoch)
    {
        // Not disposed: the training owns the weights.
        var model = new TrainedVae(run.Model, run.Manifest.Training.Binarization, run.Manifest.Table, run.Manifest.Condition);
        var codes = model.Encode(shown);
        using var content = new MemoryStream();
        NpyFile.Write(content, NpyArray.Of<float>(codes.Mu, codes.Count, codes.Latents));
        files.Write(epoch, run.Manifest.BestEpoch, content.ToArray());
    }
}
