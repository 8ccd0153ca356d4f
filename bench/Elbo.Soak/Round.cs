using Elbo.Analysis;
using Elbo.Data;
using Elbo.Data.Known;
using Elbo.Data.Tables;
using Elbo.Inference;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Models.Storage;
using Elbo.Reports;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Soak;

/// <summary>The life cycle of a model: data read, trained, resumed, loaded, used and disposed.</summary>
public abstract record Round(string Name)
{
    private static readonly TrainingOptions Training = new() { Epochs = 2, Threads = 1 };

    public static IReadOnlyList<Round> All { get; } =
    [
        new ImageRound("images, managed engine", new() { Hidden = [96, 64], DecoderHidden = [64], Latents = 6 }, Training with { Engine = EngineKind.Managed }),
        new ImageRound("images, libtorch", new() { Hidden = [96, 64], DecoderHidden = [64], Latents = 6 }, Training with { Engine = EngineKind.Torch }),
        new ImageRound("images, convolutions", new() { Net = new ConvOptions { Channels = [16, 16] }, Latents = 6 }, Training with { Epochs = 1, Batch = 128 }),
        new TableRound("table", Training with { Binarization = Binarization.None }),
    ];

    /// <summary>The rounds whose names contain one of the words; all if there are none.</summary>
    public static IReadOnlyList<Round> Named(IReadOnlyList<string> words) =>
        words.Count == 0 ? All : [.. All.Where(round => words.Any(word => round.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))];

    /// <summary>Runs the cycle.</summary>
    /// <param name="data">The training data.</param>
    /// <param name="folder">The run folder: created here, deleted by the caller.</param>
    /// <returns>The test −ELBO, which every repetition reproduces bit for bit.</returns>
    public abstract double Run(SoakData data, string folder);

    private sealed record ImageRound(string Name, VaeOptions Model, TrainingOptions Options) : Round(Name)
    {
        public override double Run(SoakData data, string folder)
        {
            var images = Datasets.Load(data.Images);
            using (var run = TrainingRun.Start(folder, images, Model, Options))
                run.Train().Dispose();
            using (var run = TrainingRun.Resume(folder, images, Options with { Epochs = Options.Epochs + 1 }))
                run.Train().Dispose();

            using var vae = TrainedVae.Load(folder);
            var estimate = vae.Evaluate(images.Test);
            vae.Reconstruct(images.Test);
            vae.Score(images.Test);
            vae.Score(Pictures(data.Pictures, Path.Combine(folder, "cache")));
            vae.Sample(64);
            vae.EstimateNll(images.Test.Slice(0, 40), 20);
            RunReport.Write(RunFolder.Open(folder), vae, images);
            UseExported(folder, images.Test);
            return estimate.NegElbo;
        }

        private static ImageSet Pictures(string folder, string cache) =>
            GivenImages.LoadFrom(folder, places: DataPlaces.OfThisProcess() with { Cache = cache }).Images;

        private static void UseExported(string folder, ImageSet test)
        {
            var run = RunFolder.Open(folder);
            OnnxExport.Write(ModelFile.Read(run.WeightsPath), run.OnnxPath);
            using var onnx = InferenceVae.Open(run.OnnxPath, new() { Threads = 1 });
            onnx.Decode(onnx.Encode(test.Pixels).Mu);
            onnx.Score(test.Pixels);
        }
    }

    private sealed record TableRound(string Name, TrainingOptions Options) : Round(Name)
    {
        public override double Run(SoakData data, string folder)
        {
            var rows = TableDatasets.Load(data.Table);
            using (var run = TrainingRun.Start(folder, rows, training: Options))
                run.Train().Dispose();
            using (var run = TrainingRun.Resume(folder, rows, Options with { Epochs = Options.Epochs + 1 }))
                run.Train().Dispose();

            using var vae = TrainedVae.Load(folder);
            var estimate = vae.Evaluate(rows.Test);
            vae.DecodeRows(vae.Encode(rows.Test).Mu);
            vae.Score(rows.Test);
            vae.SampleRows(50);
            vae.EstimateNll(rows.Test, 20);
            RunReport.Write(RunFolder.Open(folder), vae, rows);
            return estimate.NegElbo;
        }
    }
}
