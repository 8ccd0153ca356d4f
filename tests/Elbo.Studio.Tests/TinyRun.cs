using Elbo.Evaluation;
using Elbo.Files.NumPy;
using Elbo.Reports.Figures.Drawing;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Training;

namespace Elbo.Studio.Tests;

/// <summary>Run folders as training leaves them, made without training.</summary>
internal static class TinyRun
{
    public static RunManifest Manifest { get; } = new()
    {
        Format = RunManifest.CurrentFormat,
        Status = RunStatus.Finished,
        Started = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Data = new("mnist", 60_000, 0, 10_000, "a", "b"),
        Model = new() { Shape = new(1, 2, 2), Hidden = [4], DecoderHidden = [4], Latents = 2 },
        Training = new() { Epochs = 3 },
        Machine = new("os", "cpu", 2, 1, 2, "0", "0", "0", "0"),
        EpochsDone = 3,
        BestEpoch = 3,
        ExamplesPerSecond = 1234,
        Train = new(101, 90, 11),
        Test = new(100.25, 90, 10.25, 0.5, 2, [8.25, 2]),
        Findings = [new Finding(Severity.Warning, "Overfitting", "it shows", "use --validation")],
    };

    /// <summary>Writes a run folder with metrics of its epochs and a figure.</summary>
    public static RunFolder Write(string path, RunManifest? manifest = null)
    {
        manifest ??= Manifest;
        var run = RunFolder.Create(path);
        run.WriteManifest(manifest);
        run.AppendMetrics(Enumerable.Range(1, manifest.EpochsDone).SelectMany(Epoch));
        Directory.CreateDirectory(run.FiguresPath);
        File.WriteAllBytes(Path.Combine(run.FiguresPath, "samples.png"), ImageFile.Png(new(1, 2, 2), [0, 1, 1, 0]));
        return run;
    }

    /// <summary>Adds an epoch's picture.</summary>
    /// <summary>An epoch's pictures, and two codes that move.</summary>
    public static void AddHistory(RunFolder run, int epoch)
    {
        AddPicture(run, epoch);
        EpochPictures.Samples(run).Write(epoch, epoch, ImageFile.Png(new(1, 2, 2), [1, 0, epoch / 255f, 0]));
        using var codes = new MemoryStream();
        NpyFile.Write(codes, NpyArray.Of<float>([epoch, 0, 0, -epoch], 2, 2));
        EpochPictures.Codes(run).Write(epoch, epoch, codes.ToArray());
    }

    public static void AddPicture(RunFolder run, int epoch) => new EpochPictures(run).Write(epoch, epoch, ImageFile.Png(new(1, 2, 2), [0, 1, epoch / 255f, 0]));

    /// <summary>The lines of a single epoch.</summary>
    public static IEnumerable<MetricsRow> Epoch(int epoch) =>
    [
        new() { Epoch = epoch, Step = epoch, Split = "train", NegElbo = 110.0 - epoch, Distortion = 100 - epoch, Rate = 10, ExamplesPerSecond = 1234,
            Seconds = 1 },
        new() { Epoch = epoch, Step = epoch, Split = "test", NegElbo = 111.0 - epoch, Distortion = 101 - epoch, Rate = 10, ActiveLatents = 2 },
    ];
}
