using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Models;
using Elbo.Objectives;
using Elbo.Tests.Models.Posteriors;
using Elbo.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class TorchStepTests
{
    private static Batches TrainingBatches(Binarization binarization) =>
        new(Small.Data.Train, binarization, new Philox(3, RandomStream.TrainingBinarization, 2), CPU);

    [Theory]
    [InlineData(Binarization.Threshold, 1.0, Reduction.Sum)]
    [InlineData(Binarization.Dynamic, 4.0, Reduction.Sum)]
    [InlineData(Binarization.None, 0.5, Reduction.Mean)]
    public void Run_OneBatch_EqualsTheSameDoneByHand(Binarization binarization, double beta, Reduction reduction)
    {
        var options = Small.Training with { Binarization = binarization, Beta = beta, Reduction = reduction };
        int[] indices = [5, 99, 0, 42, 17];
        using var model = new Vae(Small.Model, seed: 1);
        using var adam = new Adam(model.named_parameters(), 1e-3);
        var totals = new TorchStep(model, adam, options, Small.Data.Train, CPU).Run(indices, epoch: 2);

        using var scope = NewDisposeScope();
        using var byHand = new Vae(Small.Model, seed: 1);
        using var adamByHand = new Adam(byHand.named_parameters(), 1e-3);
        var (input, target) = TrainingBatches(binarization).Gather(indices);
        var noise = new float[4];
        var eps = stack(indices.Select(i =>
        {
            new Philox(3, RandomStream.TrainingNoise, 2).FillNormal(i, noise);
            return tensor(noise.ToArray());
        }));
        var q = byHand.Encode(input).Gaussian();
        var logits = byHand.Decode(q.Mu + exp(q.LogVar / 2) * eps);
        var distortion = nn.functional.binary_cross_entropy_with_logits(logits, target, reduction: nn.Reduction.None).sum(1);
        var rate = 0.5 * (q.Mu.square() + q.LogVar.exp() - 1 - q.LogVar).sum(1);
        ((reduction == Reduction.Mean ? distortion / 30 : distortion) + beta * rate).mean().backward();
        adamByHand.Step();

        Assert.Equal(5, totals.Examples);
        Assert.Equal(distortion.sum().ToDouble(), totals.Distortion, 1e-4);
        Assert.Equal(rate.sum().ToDouble(), totals.Rate, 1e-6);
        var (expected, actual) = (Small.Values(byHand), Small.Values(model));
        // Adam's first step moves each weight by up to 1e-3: a thousandth of that shows any wrong gradient.
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        using var untouched = new Vae(Small.Model, seed: 1);
        Assert.Contains(expected.Zip(Small.Values(untouched)), pair => Math.Abs(pair.First - pair.Second) > 9e-4);
    }

    [Fact]
    public void Run_Warmup_WeighsTheRateByTheBetaOfTheStep()
    {
        // 7 steps per epoch: after one of them, a warm-up over half an epoch has come to β·(1/7)/(1/2).
        Assert.Equal(Second(Small.Training with { Beta = 2 }), Second(Small.Training with { Beta = 7, Warmup = 0.5 }));
        Assert.NotEqual(Second(Small.Training with { Beta = 2 }), Second(Small.Training with { Beta = 7 }));

        static float[] Second(TrainingOptions options)
        {
            using var model = new Vae(Small.Model, seed: 1);
            using var adam = new Adam(model.named_parameters(), 1e-3) { Steps = 1 };
            new TorchStep(model, adam, options, Small.Data.Train, CPU).Run([1, 2, 3], epoch: 1);
            return Small.Values(model);
        }
    }

    [Fact]
    public void Run_ManySteps_LeavesNoTensorBehind()
    {
        using var model = new Vae(Small.Model, seed: 1);
        using var adam = new Adam(model.named_parameters(), 1e-3);
        var step = new TorchStep(model, adam, Small.Training, Small.Data.Train, CPU);
        step.Run([1, 2, 3], epoch: 2);
        DisposeScopeManager.Statistics.Reset();
        for (var i = 0; i < 5; i++)
            step.Run([1, 2, 3], epoch: 2);
        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        using var leaked = zeros(1);
        Assert.Equal(1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Run_NonFiniteWeight_NamesItAndChangesNothing()
    {
        using var model = new Vae(Small.Model, seed: 1);
        using (no_grad())
            model.named_parameters().Single(p => p.name == "latent_z.logvar.bias").parameter[1] = float.NaN;
        using var adam = new Adam(model.named_parameters(), 1e-3);
        var before = Small.Values(model);
        var step = new TorchStep(model, adam, Small.Training, Small.Data.Train, CPU);
        var error = Assert.Throws<NonFiniteException>(() => step.Run([1, 2], epoch: 2));
        Assert.Equal((2, 1, "the weight latent_z.logvar.bias"), (error.Epoch, error.Step, error.Tensor));
        Assert.Equal(before, Small.Values(model));
        Assert.Equal(0, adam.Steps);
    }

    [Fact]
    public void Run_RateOverflows_NamesTheFirstBadTensor()
    {
        using var model = new Vae(Small.Model, seed: 1);
        using (no_grad())
            model.named_parameters().Single(p => p.name == "latent_z.mu.bias").parameter.fill_(1e20);
        using var adam = new Adam(model.named_parameters(), 1e-3);
        var before = Small.Values(model);
        var step = new TorchStep(model, adam, Small.Training, Small.Data.Train, CPU);
        // mu² overflows float32; z, computed from mu, does not.
        var error = Assert.Throws<NonFiniteException>(() => step.Run([1, 2], epoch: 2));
        Assert.Equal("rate", error.Tensor);
        Assert.Contains("epoch 2, step 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Small.Values(model));
    }
}
