using Elbo.Data;
using Elbo.Diagnosis;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Elbo.Objectives;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Tests.Training;
using Elbo.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Nets;

[Collection(TorchCollection.Name)]
public sealed class ConvTrainingTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static VaeOptions Conv => new() { Shape = new(1, 6, 5), Latents = 3, Net = new ConvOptions { Channels = [16, 16] } };

    private static VaeOptions Resnet => Conv with { Net = new ResNetOptions { Channels = [16, 16] } };

    private static readonly TrainingOptions Short = Small.Training with { Epochs = 2 };

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Train_ResumedOrNot_LeavesTheSameBytesAndARunThatLoads(bool residual, bool vamp)
    {
        var model = (residual ? Resnet : Conv) with { Prior = vamp ? new VampOptions(4) : new StandardNormalOptions() };
        var training = Short with { Objective = vamp ? new Iwae(3) : new EvidenceLowerBound(), OutputBias = residual ? OutputBias.Mean : OutputBias.Drawn };
        var (whole, parts) = (folder.File("whole"), folder.File("parts"));
        float[] means;
        using (var run = TrainingRun.Start(whole, Small.Data, model, training))
        using (var trained = run.Train(cancellation: TestContext.Current.CancellationToken))
        {
            Assert.Equal("torch", run.Manifest.Engine!.Name);
            Assert.True(run.Manifest.Test!.NegElbo < 20.8, $"{run.Manifest.Test.NegElbo} is no better than a fair coin for each pixel");
            means = trained.Encode(Small.Data.Test, TestContext.Current.CancellationToken).Mu;
            Assert.Equal(40 * 30, trained.Reconstruct(Small.Data.Test, TestContext.Current.CancellationToken).Length);
        }
        using (var run = TrainingRun.Start(parts, Small.Data, model, training with { Epochs = 1 }))
        using (run.Train(cancellation: TestContext.Current.CancellationToken))
        {
        }
        Small.Resume(parts, training);
        Assert.Equal(Small.Weights(whole), Small.Weights(parts));
        Assert.Equal(Small.Checkpoint(whole), Small.Checkpoint(parts));

        using var loaded = TrainedVae.Load(whole);
        Assert.Equal(model, loaded.Options);
        Assert.Equal(means, loaded.Encode(Small.Data.Test, TestContext.Current.CancellationToken).Mu);
        var nll = loaded.EstimateNll(Small.Data.Test.Slice(0, 10), 20, cancellation: TestContext.Current.CancellationToken);
        Assert.True(double.IsFinite(nll.Nll));
        var ais = AisEvaluator.Estimate(
            loaded.Model,
            Small.Data.Test.Slice(0, 4),
            Binarization.Threshold,
            new() { Chains = 2, Temperatures = 5, LeapfrogSteps = 2 },
            cancellation: TestContext.Current.CancellationToken);
        Assert.True(double.IsFinite(ais.Nll));
    }

    [Fact]
    public void Manifest_ConvNet_IsOneObjectAndADenseOneIsAsItWas()
    {
        using (var run = TrainingRun.Start(folder.File("conv"), Small.Data, Conv with { Net = new ResNetOptions() }, Short))
            run.Model.Dispose();
        var text = File.ReadAllText(Path.Combine(folder.File("conv"), "run.json")).ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal);
        const string Shape = """{"channels":1,"height":6,"width":5}""";
        const string Net = """{"name":"resnet","blocks":1,"channels":[32],"norm":"group"}""";
        Assert.Contains($$""" "model":{"shape":{{Shape}},"net":{{Net}},"latents":3,"activation":"silu",""".Trim(), text, StringComparison.Ordinal);
        Assert.Equal("resnet 32, z3", RunFolder.Open(folder.File("conv")).ReadManifest().Model.Describe());

        using (var run = Small.Start(folder.File("dense")))
            run.Model.Dispose();
        text = File.ReadAllText(Path.Combine(folder.File("dense"), "run.json")).ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains("""
            "width":5},"hidden":[16,16],"decoder_hidden":[16],"latents":4,"activation":"relu",
            """.Trim(), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_ManySteps_LeavesNoTensorBehind(bool residual)
    {
        using var model = new Vae(residual ? Resnet : Conv, seed: 1);
        using var adam = new Adam(model.named_parameters(), 1e-3);
        using var step = new TorchStep(model, adam, Small.Training with { Objective = new Iwae(3) }, Small.Data.Train, CPU);
        step.Run([1, 2, 3], epoch: 2);
        DisposeScopeManager.Statistics.Reset();
        for (var i = 0; i < 5; i++)
            step.Run([1, 2, 3], epoch: 2);
        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Bias_OfTheMean_IsThatOfEachChannel()
    {
        using var scope = NewDisposeScope();
        using var model = new Vae(new() { Shape = new(2, 1, 2), Net = new ConvOptions { Channels = [16] }, Likelihood = new Elbo.Likelihoods.Gaussian() });
        Initialization.BiasToMean(model, new(new(2, 1, 2), new byte[] { 0, 255, 51, 51, 0, 0, 51, 51 }));
        Assert.Equal([0.25f, 0.2f], model.NamedWeights().Single(w => w.Name == "decoder.out.conv.bias").Value.data<float>().ToArray());
    }

    [Fact]
    public void OutputSpread_InParts_IsThatOfTheWhole()
    {
        using var model = new Vae(Conv, seed: 1);
        var spread = OutputSpread.Of(model, Small.Data.Test, Binarization.Threshold);
        Assert.Equal((40, 3), (spread.Examples, spread.PosteriorVariance.Count));
        // Wide maps let one example through at a time.
        using var wide = new Vae(Conv with { Shape = new(1, 700, 700), Net = new ConvOptions { Channels = [128] } }, seed: 1);
        Assert.Equal(1, wide.Options.Rows(500));
        Assert.Equal(500, new VaeOptions().Rows(500));
    }

    [Fact]
    public void For_ConvNet_TakesLibtorchAndRefusesTheManagedEngine()
    {
        Assert.Equal(("torch", "the managed engine does not support the net conv"), (EngineChoice.For(Conv, Short).Name, EngineChoice.For(Conv, Short).Reason));
        Assert.Contains(
            "engine was managed, but the managed engine does not support the net conv",
            Assert.Throws<OptionsException>(() => EngineChoice.For(Conv, Short with { Engine = EngineKind.Managed })).Message,
            StringComparison.Ordinal);
    }
}
