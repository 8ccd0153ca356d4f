using Elbo.Compute.Distributed;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Managed;
using Elbo.Models.Priors;
using Elbo.Objectives;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Training;

/// <summary>The managed engine with a mixture as the prior, learned or of pseudo-inputs' posteriors, against autograd.</summary>
[Collection(TorchCollection.Name)]
public sealed class ManagedPriorTests
{
    private static readonly ImageSet Images = Small.Bars(300, 1);

    [Theory]
    [InlineData(1, 16, 16, 1)]
    [InlineData(3, 8, 33, 2)]
    [InlineData(10, 4, 150, 3)]
    [InlineData(7, 8, 300, 2)] // three panels
    [InlineData(5, 16, 1, 2)]
    public void Run_MixturePrior_FollowsAutograd(int components, int lanes, int batch, int threads) =>
        Following.Follow(Model(components), Small.Training with { Batch = batch, Beta = 1.5 }, Images, threads, steps: 40, lanes);

    [Fact]
    public void Run_MixturePriorOfAnotherLikelihood_FollowsAutograd() => Following.Follow(
        Model(4) with { Likelihood = new GaussianLearned() }, Small.Training with { Binarization = Binarization.None }, Images, threads: 2, steps: 40);

    [Theory]
    [InlineData(1, 16, 16, 1)]
    [InlineData(17, 8, 33, 2)]
    [InlineData(150, 4, 20, 3)] // pseudo-inputs in two panels
    [InlineData(7, 8, 300, 2)]
    [InlineData(5, 16, 1, 2)]
    public void Run_VampPrior_FollowsAutograd(int components, int lanes, int batch, int threads) =>
        Following.Follow(Vamp(components), Small.Training with { Batch = batch, Beta = 1.5 }, Images, threads, steps: 40, lanes);

    [Fact]
    public void Run_VampPriorOfADeeperNet_FollowsAutograd() => Following.Follow(
        Vamp(9) with { Hidden = [12, 10, 8], Activation = Activation.Silu, Likelihood = new GaussianLearned() },
        Small.Training with { Binarization = Binarization.None }, Images, threads: 2, steps: 40);

    /// <summary>Pseudo-inputs beyond [0, 1] are clamped and get no gradient; those between do.</summary>
    [Fact]
    public void Run_PseudoInputBeyondItsLimits_StaysAsByAutograd()
    {
        using var vae = new Vae(Vamp(2), seed: 1);
        using (no_grad())
            vae.named_parameters().Single(pair => pair.name == "prior.pseudo_inputs").parameter[0].fill_(-0.25);
        using var adam = new Adam(vae.named_parameters(), 1e-3);
        using var engine = new ManagedStep(vae, adam, Small.Training, Images, 2);
        for (var s = 0; s < 5; s++)
            engine.Run(Following.Batch(s, 16, Images.Count), epoch: 1);
        engine.Publish();
        var values = vae.named_parameters().Single(pair => pair.name == "prior.pseudo_inputs").parameter.data<float>().ToArray();
        var moments = adam.State().Single(state => state.Name == "exp_avg.prior.pseudo_inputs").Value.data<float>().ToArray();
        var size = values.Length / 2;
        Assert.All(values[..size], value => Assert.Equal(-0.25f, value, 1e-6f));
        Assert.All(moments[..size], value => Assert.InRange(Math.Abs(value), 0, 1e-29));
        Assert.Contains(moments[size..], value => Math.Abs(value) > 1e-6);
    }

    /// <summary>A log-variance of a component beyond its limit gets no gradient.</summary>
    [Fact]
    public void Run_ComponentBeyondItsLimit_IsCutOffAsByAutograd()
    {
        using Vae managed = new(Model(3), seed: 1), torch = new(Model(3), seed: 1);
        foreach (var vae in (Vae[])[managed, torch])
            using (no_grad())
                vae.named_parameters().Single(pair => pair.name == "prior.logvar").parameter.fill_(50);
        using Adam managedAdam = new(managed.named_parameters(), 1e-3), torchAdam = new(torch.named_parameters(), 1e-3);
        using var engine = new ManagedStep(managed, managedAdam, Small.Training, Images, 2);
        using var general = new TorchStep(torch, torchAdam, Small.Training, Images, CPU);
        var batch = Following.Batch(0, 16, Images.Count);
        var (ours, theirs) = (engine.Run(batch, epoch: 1), general.Run(batch, epoch: 1));
        Assert.Equal(theirs.Rate, ours.Rate, 1e-5 * Math.Abs(theirs.Rate));
        engine.Publish();
        Assert.All(
            managedAdam.State().Single(state => state.Name == "exp_avg.prior.logvar").Value.data<float>().ToArray(),
            value => Assert.InRange(Math.Abs(value), 0, 1e-29));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_AnyNumberOfThreads_GivesTheSameWeightsBitForBit(bool hasPseudoInputs)
    {
        var expected = Train(1);
        foreach (var threads in new[] { 2, 3, 5 })
            Assert.Equal(expected, Train(threads));

        float[] Train(int threads)
        {
            using var vae = new Vae(hasPseudoInputs ? Vamp(7) : Model(7), seed: 1);
            using var adam = new Adam(vae.named_parameters(), 1e-3);
            using var step = new ManagedStep(vae, adam, Small.Training with { Batch = 140 }, Images, threads);
            for (var s = 0; s < 10; s++)
                step.Run(Following.Batch(s, s % 3 == 2 ? 16 : 140, Images.Count), epoch: 1);
            step.Publish();
            return Small.Values(vae);
        }
    }

    /// <summary>A gradient that is kept, as between processes, and then given to Adam makes the same update.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Update_KeptGradient_IsTheUpdateOfAStep(bool hasPseudoInputs)
    {
        var expected = Train(keeps: false);
        Assert.All(expected.Zip(Train(keeps: true)), pair => Assert.Equal(pair.First, pair.Second, 1e-6));

        float[] Train(bool keeps)
        {
            using var vae = new Vae(hasPseudoInputs ? Vamp(19) : Model(3), seed: 1);
            using var adam = new Adam(vae.named_parameters(), 1e-3);
            using var step = new ManagedStep(vae, adam, Small.Training, Images, 2);
            var batch = Following.Batch(0, 16, Images.Count);
            if (keeps)
            {
                step.Differentiate(batch, batch.Length, epoch: 1);
                step.Update();
            }
            else
                step.Run(batch, epoch: 1);
            step.Publish();
            return Small.Values(vae);
        }
    }

    [Fact]
    public void Gap_MixturePrior_IsOfBoundsOnly()
    {
        Assert.Null(ManagedModels.Gap(Vamp(3)));
        Assert.Equal("the managed engine supports the vamp prior with the ELBO only", ManagedModels.BoundGap(Vamp(3)));
        Assert.Equal("the managed engine supports the vamp prior in training only", ManagedModels.InferenceGap(Vamp(3)));
        Assert.Null(ManagedModels.Gap(Model(3)));
        Assert.Equal("the managed engine supports the mixture prior with the ELBO only", ManagedModels.BoundGap(Model(3)));
        var bound = EngineChoice.For(Model(3), new() { Objective = new Iwae(5, GradientEstimator.Dreg) });
        Assert.Equal("the managed engine supports the mixture prior with the ELBO only", bound.Reason);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    public void Terms_MixturePrior_AreThoseOfTheModules(int lanes)
    {
        using var vae = new Vae(Model(7), seed: 3);
        var images = Small.Bars(140, 1);
        var engine = ManagedInference.For(vae, lanes);
        Assert.False(engine.Weighs);
        var ours = ExampleTerms.Of(vae, images, Binarization.Threshold, 2, 3, engine, Communicator.Alone, TestContext.Current.CancellationToken);
        var theirs = ExampleTerms.Of(vae, images, Binarization.Threshold, 2, 3, engine: null, Communicator.Alone, TestContext.Current.CancellationToken);
        Assert.Null(ours.RatePerDimension);
        for (var i = 0; i < images.Count; i++)
        {
            Assert.Equal(theirs.Distortion[i], ours.Distortion[i], 1e-3);
            Assert.Equal(theirs.Rate[i], ours.Rate[i], 1e-3);
        }
    }

    private static VaeOptions Vamp(int components) => Small.Model with { Prior = new VampOptions(components) };

    private static VaeOptions Model(int components) => Small.Model with { Prior = new MixtureOptions(components) };
}
