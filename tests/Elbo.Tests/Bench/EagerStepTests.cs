using Elbo.Bench;
using Elbo.Compute.Randomness;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Tests.Training;
using Elbo.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Bench;

/// <summary>
/// The eager step against the general one: the same initial weights, batches and draws, so that comparing their times compares the same
/// computation.
/// </summary>
[Collection(TorchCollection.Name)]
public sealed class EagerStepTests
{
    [Theory]
    [InlineData(new[] { 12, 9 }, new[] { 11 })]
    [InlineData(new[] { 8 }, new[] { 7, 10 })]
    public void Run_ThirtySteps_FollowsTheGeneralStep(int[] hidden, int[] decoderHidden)
    {
        var images = Small.Bars(100, 1);
        var options = Small.Training;
        using var model = new Vae(Small.Model with { Hidden = hidden, DecoderHidden = decoderHidden }, seed: 1);
        using var adam = new Adam(model.named_parameters(), options.LearningRate);
        using var grey = EagerStep.Grey(images);
        var random = new Philox(options.Seed, RandomStream.TrainingNoise, epoch: 1);
        using var eager = new EagerStep(model, options, grey, indices => NoiseRows.Draw(random, indices, model.Options.Latents));
        using var general = new TorchStep(model, adam, options, images, CPU);
        for (var step = 0; step < 30; step++)
        {
            int[] batch = [.. Enumerable.Range(0, 16).Select(i => (step * 17 + i * 7) % 100)];
            var (ours, theirs) = (eager.Run(batch, epoch: 1), general.Run(batch, epoch: 1));
            Assert.Equal(theirs.Examples, ours.Examples);
            Assert.InRange(ours.Distortion, theirs.Distortion * (1 - 1e-5), theirs.Distortion * (1 + 1e-5));
            Assert.InRange(ours.Rate, theirs.Rate * (1 - 1e-4), theirs.Rate * (1 + 1e-4));
        }
    }

    public static TheoryData<NetOptions> MapNets =>
    [
        new ConvOptions { Channels = [16, 32] }, new ConvOptions { Channels = [16, 16], Norm = Normalization.Group },
        new ResNetOptions { Channels = [16, 32] }, new ResNetOptions { Channels = [16], Norm = Normalization.None, Blocks = 2 },
    ];

    /// <summary>In float64: with AVX-512, libtorch's float32 gradient of a convolution with one output channel is wrong (decision 013).</summary>
    [Theory]
    [MemberData(nameof(MapNets))]
    public void Run_StepsOfAConvNet_FollowTheGeneralStep(NetOptions net)
    {
        var images = Small.Bars(100, 1);
        var options = Small.Training;
        using var model = new Vae(Small.Model with { Net = net }, seed: 1);
        using var adam = new Adam(model.named_parameters(), options.LearningRate);
        using var grey = EagerStep.Grey(images).to_type(ScalarType.Float64);
        var random = new Philox(options.Seed, RandomStream.TrainingNoise, epoch: 1);
        using var eager = new EagerStep(model, options, grey, indices => NoiseRows.Draw(random, indices, model.Options.Latents));
        using var general = new TorchStep(model, adam, options, images, CPU);
        for (var step = 0; step < 10; step++)
        {
            int[] batch = [.. Enumerable.Range(0, 16).Select(i => (step * 17 + i * 7) % 100)];
            var (ours, theirs) = (eager.Run(batch, epoch: 1), general.Run(batch, epoch: 1));
            Assert.InRange(ours.Distortion, theirs.Distortion * (1 - 1e-4), theirs.Distortion * (1 + 1e-4));
            Assert.InRange(ours.Rate, theirs.Rate * (1 - 1e-3), theirs.Rate * (1 + 1e-3));
        }
    }

    [Fact]
    public void Run_AStep_LeavesNoTensorBehind()
    {
        var images = Small.Bars(20, 1);
        using var model = new Vae(Small.Model, seed: 1);
        using var grey = EagerStep.Grey(images);
        using var eager = new EagerStep(model, Small.Training, grey);
        eager.Run([1, 2, 3], epoch: 1); // Allocates gradients and moments, which stay.
        // Counted on this thread: the count of the whole process falls whenever garbage of other tests is collected.
        DisposeScopeManager.Statistics.Reset();
        eager.Run([4, 5, 6], epoch: 1);
        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        using var left = zeros(1);
        Assert.Equal(1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
