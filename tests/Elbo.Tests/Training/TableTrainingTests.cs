using Elbo.Analysis.Imputation;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Reports;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Tests.Data.Tables;
using Elbo.Tests.Models;
using Elbo.Training;

namespace Elbo.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class TableTrainingTests : IDisposable
{
    private static readonly VaeOptions Model = new() { Hidden = [32], DecoderHidden = [32], Latents = 3 };
    private static readonly TrainingOptions Training = new() { Epochs = 25, Batch = 32, LearningRate = 5e-3, Threads = 1, Binarization = Binarization.None };
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_MixedTable_ImputesBetterThanMeansAndRepeatsItsNumbers()
    {
        var whole = MixedTable.Read(folder, 400, holes: false);
        var data = TableDatasets.Of("mixed.csv", MixedTable.Read(folder, 400));
        var manifest = Train(folder.File("run"), data, Training);
        Assert.Equal(data.Train.Encoding, manifest.Table);
        Assert.Equal(TableLikelihood.Of(data.Train.Encoding), manifest.Model.Likelihood);

        using var vae = TrainedVae.Load(folder.File("run"));
        Assert.Equal(
            manifest.Test!.NegElbo, vae.Evaluate(data.Test, manifest.Training.Seed, manifest.BestEpoch, TestContext.Current.CancellationToken).NegElbo, 1e-6);
        Assert.True(vae.EstimateNll(data.Test, 100, cancellation: TestContext.Current.CancellationToken).Nll < manifest.Test.NegElbo);

        var holes = new TableSet(MixedTable.Read(folder, 400), manifest.Table!);
        foreach (var method in Enum.GetValues<ImputationMethod>())
        {
            var options = new ImputationOptions { Method = method, Samples = 40 };
            var filled = Imputer.Mean(vae, holes, options, cancellation: TestContext.Current.CancellationToken);
            Assert.DoesNotContain(double.NaN, filled.Cells.ToArray());
            for (var i = 0; i < filled.Cells.Length; i++)
                Assert.True(double.IsNaN(holes.Table.Cells[i]) || holes.Table.Cells[i] == filled.Cells[i]);
            var errors = ColumnError.Of(data.Train, whole, filled, (row, column) => double.IsNaN(holes.Table[row, column]));
            Assert.All(errors, error => Assert.True(error.Cells > 40 && error.Error < 0.75 * error.Baseline, error.ToString()));

            var draws = Imputer.Draw(vae, holes, 0, options, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(draws.Fingerprint(), Imputer.Draw(vae, holes, 0, options, cancellation: TestContext.Current.CancellationToken).Fingerprint());
            Assert.NotEqual(draws.Fingerprint(), Imputer.Draw(vae, holes, 1, options, cancellation: TestContext.Current.CancellationToken).Fingerprint());
        }

        RunReport.Write(RunFolder.Open(folder.File("run")), vae, data, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(
            ["codes.png", "columns.png", "loss.png", "rates.png"],
            Directory.GetFiles(Path.Combine(folder.File("run"), "figures")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var html = File.ReadAllText(Path.Combine(folder.File("run"), "report.html"));
        Assert.Contains("nats per row", html, StringComparison.Ordinal);
        Assert.Contains("<h2>Held-out rows</h2>", html, StringComparison.Ordinal);
        Assert.Contains("coloured by", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_Table_IsTheUninterruptedRun()
    {
        var data = TableDatasets.Of("mixed.csv", MixedTable.Read(folder, 100));
        var training = Training with { Epochs = 3, Validation = 10 };
        var (whole, parts) = (folder.File("whole"), folder.File("parts"));
        Train(whole, data, training);
        Train(parts, data, training with { Epochs = 1 });
        using (var run = TrainingRun.Resume(parts, data, training))
            run.Train(cancellation: TestContext.Current.CancellationToken).Dispose();
        Assert.Equal(Small.Weights(whole), Small.Weights(parts));
        Assert.Equal(Small.Metrics(whole), Small.Metrics(parts));
    }

    [Fact]
    public void Start_OptionsOfImages_AreRefused()
    {
        var data = TableDatasets.Of("mixed.csv", MixedTable.Read(folder, 20));
        var training = Training with { Binarization = Binarization.Dynamic, OutputBias = OutputBias.Mean };
        var error = Assert.Throws<OptionsException>(() => TrainingRun.Start(folder.File("run"), data, Model with { Net = new ConvOptions() }, training));
        Assert.Equal(
            [
                "model was conv, but the columns of a table are not an image. Use --model mlp.",
                "binarization was dynamic, but a table has no grey values. Use --binarization none.",
                "output-bias was mean, which is the mean of images; the columns of a table are standardized. Use --output-bias drawn.",
            ],
            error.Faults);
    }

    [Fact]
    public void Train_NetOfAnotherAssembly_TakesRows()
    {
        var data = TableDatasets.Of("mixed.csv", MixedTable.Read(folder, 40));
        using var run = TrainingRun.Start(folder.File("run"), data, Model with { Net = new OutsideNet() }, Training with { Epochs = 1 });
        using var model = run.Train(cancellation: TestContext.Current.CancellationToken);
        var again = model.Evaluate(data.Test, run.Manifest.Training.Seed, run.Manifest.BestEpoch, TestContext.Current.CancellationToken);
        Assert.Equal(run.Manifest.Test!.NegElbo, again.NegElbo);
    }

    private static RunManifest Train(string path, Dataset<TableSet> data, TrainingOptions training)
    {
        using var run = TrainingRun.Start(path, data, Model, training);
        run.Train(cancellation: TestContext.Current.CancellationToken).Dispose();
        return run.Folder.ReadManifest();
    }
}
