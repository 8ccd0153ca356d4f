using Elbo.Compute.Native;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Storage;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Tests.Models.Posteriors;
using Elbo.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Training;

/// <summary>Training with bfloat16 products: close to float32, reproducible, and float32 everywhere but in the products.</summary>
[Collection(TorchCollection.Name)]
public sealed class PrecisionTests : IDisposable
{
    private static readonly TrainingOptions Bf16 = Small.Training with { Precision = Precision.Bf16 };
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Run_FiftySteps_FollowsFp32WithinOnePercent()
    {
        var (expected, actual) = (Losses(Small.Training), Losses(Bf16));
        Assert.NotEqual(expected, actual);
        // 8 significant bits are 0.4 % per number; over a sum of 30 pixels most of it cancels.
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, 0.99 * pair.First, 1.01 * pair.First));

        static double[] Losses(TrainingOptions options)
        {
            using var model = new Vae(Small.Model, seed: 1);
            using var adam = new Adam(model.named_parameters(), 1e-3);
            using var step = new TorchStep(model, adam, options, Small.Data.Train, CPU);
            return [.. Enumerable.Range(0, 50).Select(s =>
            {
                var totals = step.Run([.. Enumerable.Range(0, 16).Select(i => (s * 17 + i * 7) % 100)], epoch: 1);
                return totals.Distortion + totals.Rate;
            })];
        }
    }

    [Fact]
    public void Run_AfterSomeSteps_KeepsWeightsAndMomentsInFp32AndCopiesRounded()
    {
        using var model = new Vae(Small.Model, seed: 1);
        using var adam = new Adam(model.named_parameters(), 1e-3);
        using var step = new TorchStep(model, adam, Bf16, Small.Data.Train, CPU);
        for (var s = 0; s < 5; s++)
            step.Run([s, s + 20, s + 40], epoch: 1);
        Assert.All(model.NamedWeights().Concat(adam.State()), t => Assert.Equal(ScalarType.Float32, t.Value.dtype));
        Assert.Contains(Small.Values(model), value => (BitConverter.SingleToUInt32Bits(value) & 0xffff) != 0);
    }

    [Fact]
    public void Step_CopyOfAWeight_IsRefreshedAsTorchRounds()
    {
        using var scope = NewDisposeScope();
        using var model = new Vae(Small.Model, seed: 1);
        using var adam = new Adam(model.named_parameters(), 1e-3);
        using var products = new Bf16Products(model);
        adam.Follow(products);
        foreach (var (name, _) in model.NamedWeights())
            products.CopyOf(name)!.grad = ones_like(products.CopyOf(name)!).detach();
        adam.Step();
        foreach (var (name, weight) in model.NamedWeights())
            Assert.True(products.CopyOf(name)!.detach().equal(weight.detach().to(ScalarType.BFloat16)).all().ToBoolean(), name);
    }

    [Fact]
    public void Use_LayersOfAModel_ComputeInBf16AndReturnFp32()
    {
        using var scope = NewDisposeScope();
        using var model = new Vae(Small.Model, seed: 1);
        using var products = new Bf16Products(model);
        var (x, eps) = (torch.full([3, 30], 0.3f), zeros(3, Small.Model.Latents));
        var plain = model.Forward(x, eps);
        VaeOutput mixed;
        using (Bf16Products.Use(products))
            mixed = model.Forward(x, eps);
        var (single, half) = (plain.Posterior.Gaussian(), mixed.Posterior.Gaussian());
        foreach (var (a, b) in new[] { (single.Mu, half.Mu), (single.LogVar, half.LogVar), (plain.Parameters, mixed.Parameters) })
        {
            Assert.Equal(ScalarType.Float32, b.dtype);
            Assert.False(a.allclose(b, 1e-6, 1e-6));
            Assert.True(a.allclose(b, 0.05, 0.02));
        }
        Assert.True(plain.Parameters.allclose(model.Forward(x, eps).Parameters, 0, 0), "Outside of Use a model computes in fp32.");
    }

    [Fact]
    public void Run_ManySteps_LeavesNoTensorBehind()
    {
        using var model = new Vae(Small.Model, seed: 1);
        using var adam = new Adam(model.named_parameters(), 1e-3);
        using var step = new TorchStep(model, adam, Bf16, Small.Data.Train, CPU);
        step.Run([1, 2, 3], epoch: 2);
        DisposeScopeManager.Statistics.Reset();
        for (var i = 0; i < 5; i++)
            step.Run([1, 2, 3], epoch: 2);
        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Run_GradientOfACopyIsNotFinite_NamesTheWeightAndChangesNothing()
    {
        using var model = new Vae(Small.Model, seed: 1);
        using var adam = new Adam(model.named_parameters(), 1e-3);
        // A finite loss, but the rate's gradient times β overflows a float.
        using var step = new TorchStep(model, adam, Bf16 with { Beta = 1e300 }, Small.Data.Train, CPU);
        var before = Small.Values(model);
        var error = Assert.Throws<NonFiniteException>(() => step.Run([1, 2], epoch: 1));
        Assert.StartsWith("the gradient of ", error.Tensor, StringComparison.Ordinal);
        Assert.Equal(before, Small.Values(model));
        Assert.Equal(0, adam.Steps);
    }

    [Fact]
    public void Resume_AfterCancellation_EndsAsTheUninterruptedRun()
    {
        var (whole, broken) = (folder.File("whole"), folder.File("broken"));
        Small.Train(whole, Bf16);
        Small.TrainUntil(broken, step: 17, Bf16);
        Small.Resume(broken);
        Assert.Equal(Small.Weights(whole), Small.Weights(broken));
        Assert.Equal(Small.Checkpoint(whole), Small.Checkpoint(broken));
        Assert.Equal(Small.Metrics(whole), Small.Metrics(broken));
        Assert.Equal(Precision.Bf16, RunFolder.Open(broken).ReadManifest().Training.Precision);
        Assert.Contains("\"precision\": \"bf16\"", File.ReadAllText(Path.Combine(broken, "run.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void EngineChoice_Bf16_TakesTorchAndSaysWhy()
    {
        var choice = EngineChoice.For(new(), new() { Precision = Precision.Bf16 });
        Assert.Equal("torch", choice.Name);
        Assert.Contains("bf16", choice.Reason, StringComparison.Ordinal);
        Assert.Equal(!CpuFacts.MultipliesBf16, choice.Reason.Contains("slow", StringComparison.Ordinal));
        var error = Assert.Throws<OptionsException>(() => EngineChoice.For(new(), new() { Precision = Precision.Bf16, Engine = EngineKind.Managed }));
        Assert.Contains("bf16", error.Message, StringComparison.Ordinal);
    }
}
