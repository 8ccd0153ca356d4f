using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Elbo.Reports;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Training;

namespace Elbo.Tests.Training;

/// <summary>Every prior through a whole run: training, resuming, loading, evaluating, sampling, report.</summary>
[Collection(TorchCollection.Name)]
public sealed class PriorTrainingTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<PriorOptions> Priors { get; } =
    [
        new StandardNormalOptions(), new MixtureOptions(5), new VampOptions(7), new HierarchicalOptions { Latents = 3, Hidden = [6, 5] },
    ];

    public void Dispose() => folder.Dispose();

    private static VaeOptions Model(PriorOptions prior) => Small.Model with { Prior = prior, Activation = Activation.Gated };

    private TrainingRun Start(string name, PriorOptions prior) => TrainingRun.Start(folder.File(name), Small.Data, Model(prior), Small.Training);

    [Theory]
    [MemberData(nameof(Priors))]
    public void Resume_AfterCancellation_EndsAsTheUninterruptedRun(PriorOptions prior)
    {
        using (var whole = Start("whole", prior))
            whole.Train(cancellation: Cancellation).Dispose();
        using (var broken = Start("broken", prior))
            Small.Cancel(broken, 10);
        Small.Resume(folder.File("broken"));
        Assert.Equal(Small.Weights(folder.File("whole")), Small.Weights(folder.File("broken")));
        Assert.Equal(Small.Checkpoint(folder.File("whole")), Small.Checkpoint(folder.File("broken")));
        Assert.Equal(Small.Metrics(folder.File("whole")), Small.Metrics(folder.File("broken")));
    }

    [Theory]
    [MemberData(nameof(Priors))]
    public void Load_TrainedRun_RepeatsItsNumbersAndSamples(PriorOptions prior)
    {
        using var run = Start("run", prior);
        using var trained = run.Train(cancellation: Cancellation);
        using var loaded = TrainedVae.Load(folder.File("run"));
        var manifest = RunFolder.Open(folder.File("run")).ReadManifest();
        Assert.Equal(Model(prior), manifest.Model);
        Assert.Equal("torch", manifest.Engine!.Name);
        Assert.Equal(Small.Values(trained.Model), Small.Values(loaded.Model));
        Assert.Equal(trained.Sample(9, seed: 4), loaded.Sample(9, seed: 4));
        Assert.NotEqual(loaded.Sample(9, seed: 4), loaded.Sample(9, seed: 5));

        var estimate = loaded.Evaluate(Small.Data.Test, manifest.Training.Seed, manifest.BestEpoch, Cancellation);
        Assert.Equal(manifest.Test!.NegElbo, estimate.NegElbo, 1e-5);
        Assert.Equal(prior is StandardNormalOptions, estimate.RatePerDimension is not null);
        Assert.Equal(prior is StandardNormalOptions, manifest.Test.RatePerDimension is not null);
        Assert.Equal(estimate.NegElbo, loaded.Score(Small.Data.Test, cancellation: Cancellation).Average(), 1.0);
    }

    [Theory]
    [MemberData(nameof(Priors))]
    public void EstimateNll_MoreSamples_IsBelowTheElbo(PriorOptions prior)
    {
        using var run = Start("run", prior);
        using var trained = run.Train(cancellation: Cancellation);
        // E[NLL(S)] falls with S from −ELBO at S = 1; the images of a difference are the same, so its error is small.
        var one = trained.EstimateNll(Small.Data.Test, 1, cancellation: Cancellation).Nll;
        var many = trained.EstimateNll(Small.Data.Test, 200, cancellation: Cancellation).Nll;
        Assert.InRange(many, one - 6, one - 0.05);
    }

    [Theory]
    [MemberData(nameof(Priors))]
    public void Ais_EveryPrior_AgreesWithImportanceSampling(PriorOptions prior)
    {
        using var run = Start("run", prior);
        using var trained = run.Train(cancellation: Cancellation);
        var images = Small.Data.Test.Slice(0, 10);
        var annealed = AisEvaluator.Estimate(
            trained.Model, images, Binarization.Threshold, new() { Chains = 8, Temperatures = 60, LeapfrogSteps = 5 }, cancellation: Cancellation);
        Assert.Equal(trained.EstimateNll(images, 2000, cancellation: Cancellation).Nll, annealed.Nll, 0.3);
    }

    [Theory]
    [MemberData(nameof(Priors))]
    public void Step_EveryWeight_IsMoved(PriorOptions prior)
    {
        using var before = new Vae(Model(prior), Small.Training.Seed);
        using var run = Start("run", prior);
        using var trained = run.Train(cancellation: Cancellation);
        foreach (var ((name, first), (_, last)) in before.NamedWeights().Zip(trained.Model.NamedWeights()))
            Assert.False(first.allclose(last, 0, 0), name);
    }

    [Fact]
    public void Report_PriorWithoutARatePerDimension_RanksBySpreadAndLeavesTheRatesOut()
    {
        using var run = Start("run", new VampOptions(7));
        using var trained = run.Train(cancellation: Cancellation);
        var manifest = run.Folder.ReadManifest();
        var files = RunFigures.Draw(manifest, run.Folder.ReadMetrics(), trained, Small.Data, cancellation: Cancellation).Select(f => f.File).ToList();
        Assert.DoesNotContain("rates.png", files);
        Assert.Contains("traversals.png", files);
        RunReport.Write(run.Folder, trained, Small.Data, cancellation: Cancellation);
        var html = File.ReadAllText(run.Folder.ReportPath);
        Assert.Contains("VampPrior K 7", html, StringComparison.Ordinal);

        var ranking = LatentRanking.BySpread(trained.Encode(Small.Data.Test, Cancellation));
        Assert.Null(ranking.Rates);
        Assert.Equal([0, 1, 2, 3], ranking.Order.Order());
    }

    [Fact]
    public void BySpread_Codes_OrdersByTheVarianceOfTheMeans()
    {
        // Means −1, 1 | 5, 5 | 3, −3: variances 1, 0, 9.
        var ranking = LatentRanking.BySpread(new Codes(2, 3, [-1, 5, 3, 1, 5, -3], new float[6]));
        Assert.Equal([2, 0, 1], ranking.Order);
        Assert.Equal((0, 2), ranking.Plane);
    }

    [Theory]
    [MemberData(nameof(Priors))]
    public void Run_Bf16Products_TrainsWithGradientsNearThoseOfFp32(PriorOptions prior)
    {
        using var exact = new Vae(Model(prior), seed: 1);
        using var rounded = new Vae(Model(prior), seed: 1);
        foreach (var (model, precision) in ((Vae, Precision)[])[(exact, Precision.Fp32), (rounded, Precision.Bf16)])
        {
            using var trainer = new Trainer(model, Small.Training with { Precision = precision, Engine = EngineKind.Torch });
            using var step = trainer.CreateStep(Small.Data.Train, TestContext.Current.CancellationToken);
            for (var i = 0; i < 20; i++)
                step.Run([1, 2, 3, 4, 5, 6, 7, 8], epoch: 1);
        }
        var (a, b) = (
            ElboEvaluator.Estimate(exact, Small.Data.Test, Binarization.Threshold, cancellation: Cancellation),
            ElboEvaluator.Estimate(rounded, Small.Data.Test, Binarization.Threshold, cancellation: Cancellation));
        Assert.Equal(a.NegElbo, b.NegElbo, 0.02 * a.NegElbo);
    }
}
