using System.Buffers.Binary;
using Elbo.Files;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Training;
using Google.Protobuf;
using Tensorboard;

namespace Elbo;

/// <summary>Writes the numbers of every epoch, and its picture if there is one, for TensorBoard: an event for each epoch, in one file of the run folder.
/// It receives epochs like any other progress; the numbers of epochs before it come from the run's metrics.</summary>
internal sealed class TensorBoardEvents : IProgress<TrainingProgress>
{
    private const int MostPictureBytes = 16 << 20;

    private readonly TrainingRun run;
    private readonly TimeProvider clock;
    private readonly IProgress<TrainingProgress>? next;
    private readonly EpochPictures pictures;
    private readonly string path;

    private TensorBoardEvents(TrainingRun run, TimeProvider clock, IProgress<TrainingProgress>? next)
    {
        (this.run, this.clock, this.next, pictures) = (run, clock, next, new(run.Folder));
        path = Path.Combine(run.Folder.TensorBoardPath, "events.out.tfevents.elbo");
        var known = RunFolder.Guard(path, () =>
        {
            Directory.CreateDirectory(run.Folder.TensorBoardPath);
            return EventFile.KeepThrough(path, run.Manifest.EpochsDone);
        });
        foreach (var epoch in run.Folder.ReadMetrics().GroupBy(row => row.Epoch).ExceptBy(known.Select(one => (int)one.Step), rows => rows.Key))
            Write(epoch.Key, epoch);
    }

    /// <summary>The progress to pass to <see cref="TrainingRun.Train"/>, after what draws the epoch's picture. A run that has events gets more.</summary>
    /// <param name="run">The training, before it starts or is continued.</param>
    /// <param name="isAsked">Whether a run without events gets them.</param>
    /// <param name="next">The next receiver; null for none.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    /// <returns><paramref name="next"/> itself without events.</returns>
    /// <exception cref="RunException">The folder cannot be read or written.</exception>
    public static IProgress<TrainingProgress>? Of(TrainingRun run, bool isAsked, IProgress<TrainingProgress>? next, TimeProvider? clock = null) =>
        isAsked || Directory.Exists(run.Folder.TensorBoardPath) ? new TensorBoardEvents(run, clock ?? TimeProvider.System, next) : next;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        if (value.Completed is { } done)
            Write(done.Epoch, done.Rows(betaVaries: true));
        next?.Report(value);
    }

    private void Write(int epoch, IEnumerable<MetricsRow> rows)
    {
        var summary = new Summary();
        foreach (var (tag, number) in rows.SelectMany(Scalars))
            if (number is { } value)
                summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });
        RunFolder.Guard(path, () =>
        {
            if (Picture(epoch) is { } picture)
                summary.Value.Add(new Summary.Types.Value { Tag = "reconstructions", Image = picture });
            EventFile.Append(path, new() { Step = epoch, WallTime = clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0, Summary = summary });
        });
    }

    private IEnumerable<(string Tag, double? Value)> Scalars(MetricsRow row)
    {
        yield return ($"neg_elbo/{row.Split}", row.NegElbo);
        yield return ($"distortion/{row.Split}", row.Distortion);
        yield return ($"rate/{row.Split}", row.Rate);
        yield return ($"objective/{row.Split}", row.Objective);
        yield return ($"bits_per_dimension/{row.Split}", row.BitsPerDimension);
        yield return ($"sigma/{row.Split}", row.Sigma);
        yield return ($"active_latents/{row.Split}", row.ActiveLatents);
        if (row.Split != "train")
            yield break;
        var rollbacks = run.Manifest.Incidents.Count(incident => incident.Action == NonFinitePolicy.Rollback && incident.Epoch <= row.Epoch);
        var options = run.Manifest.Training;
        yield return ("beta", row.Beta ?? options.Beta);
        yield return ("learning_rate", options.LearningRateAt(row.Step - 1, run.Data.Train.Count) * Math.Pow(0.5, rollbacks));
        yield return ("examples_per_second", row.ExamplesPerSecond);
    }

    private Summary.Types.Image? Picture(int epoch)
    {
        if (!pictures.Epochs.Contains(epoch))
            return null;
        var png = RegularFile.ReadAll(pictures.PathOf(epoch), MostPictureBytes);
        // A PNG begins with its signature and the chunk IHDR, whose first numbers are width and height.
        return png.Length < 24 ? null : new()
        {
            Width = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)),
            Height = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)),
            Colorspace = 4,
            EncodedImageString = ByteString.CopyFrom(png),
        };
    }
}
