using System.Text.Json;
using Elbo.Data;
using Elbo.Files.Safetensors;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Managed;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Elbo.Objectives;
using Elbo.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Models;

/// <summary>Kinds that the library does not know.</summary>
public sealed class OutsideKindsTests : IDisposable
{
    private static readonly VaeOptions Options =
        new() { Shape = new(1, 2, 3), Latents = 2, Net = new OutsideNet(), Prior = new OutsidePrior(), Likelihood = new ZeroInflatedPoisson() };

    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Vae_OfOutsideKinds_IsDrawnFromItsSeed()
    {
        manual_seed(1);
        using var first = new Vae(Options, seed: 5);
        manual_seed(2);
        using var second = new Vae(Options, seed: 5);
        Assert.Equal(
            [
                "encoder.input.weight 9,6", "encoder.input.bias 9", "encoder.norm.weight 9", "encoder.norm.bias 9",
                "latent_z.mu.weight 2,9", "latent_z.mu.bias 2",
                "latent_z.logvar.weight 2,9", "latent_z.logvar.bias 2", "decoder.hidden.weight 9,2", "decoder.hidden.bias 9", "decoder.output.weight 12,9",
                "decoder.output.bias 12", "prior.logscale 2",
            ],
            first.NamedWeights().Select(weight => $"{weight.Name} {string.Join(',', weight.Value.shape)}"));
        Assert.All(first.NamedWeights().Zip(second.NamedWeights()), pair => Assert.True(pair.First.Value.Equals(pair.Second.Value), pair.First.Name));
        Assert.Equal(1, first.NamedWeights().Single(weight => weight.Name == "encoder.norm.weight").Value.mean().ToDouble());
        Assert.Equal(0.5, first.NamedWeights().Single(weight => weight.Name == "prior.logscale").Value.mean().ToDouble(), 1e-6);
    }

    [Fact]
    public void Layout_OfOutsideKinds_IsReadOffTheirModules()
    {
        using var model = new Vae(Options, seed: 5);
        var file = new SafetensorsFile(Weights.Capture(model.NamedWeights()), new Dictionary<string, string>());
        ModelLayout.ThrowIfDiffers(file, Options);
        using var other = new Vae(Options, seed: 6);
        Weights.Restore(file, other.NamedWeights());
        Assert.All(model.NamedWeights().Zip(other.NamedWeights()), pair => Assert.True(pair.First.Value.Equals(pair.Second.Value), pair.First.Name));
        var message = Assert.Throws<ModelFileException>(() => ModelLayout.ThrowIfDiffers(file, Options with { Net = new OutsideNet(8) })).Message;
        Assert.Contains("of another shape: encoder.input.weight [9, 6] instead of [8, 6]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_OfAnOutsideNet_CountsAllItsWeights()
    {
        using var model = new Vae(Options);
        var parts = ModuleSummary.Of(model);
        Assert.Equal(model.ParameterCount, parts.Sum(part => part.Parameters));
        Assert.Equal(
            ["encoder.input", "encoder.norm", "encoder.act", "latent_z", "decoder.hidden", "decoder.act", "decoder.output", "prior"],
            parts.Select(part => part.Name));
    }

    [Fact]
    public void BiasToMean_NetThatNamesNoLastLayer_IsRefusedByName()
    {
        using var model = new Vae(Options);
        var message = Assert.Throws<OptionsException>(() => Initialization.BiasToMean(model, Training.Small.Bars(3, 1))).Message;
        Assert.Contains("the decoder of the net outside-net does not name its last layer", message, StringComparison.Ordinal);
    }

    [Fact]
    public void LogProbability_OutsideLikelihood_SumsToOneAndItsDrawsHaveItsMean()
    {
        var likelihood = new ZeroInflatedPoisson();
        var parameters = tensor([0.3, 0.9]).reshape(1, 2);
        var counts = arange(0, 60, ScalarType.Float64).reshape(60, 1);
        var p = likelihood.LogProbability(counts, parameters.expand(60, -1)).exp();
        Assert.Equal(1, p.sum().ToDouble(), 1e-12);
        Assert.Equal((p * counts.squeeze(1)).sum().ToDouble(), likelihood.Mean(parameters).ToDouble(), 1e-12);
        var uniform = ((arange(0, 10_000, ScalarType.Float64) + 0.5) / 10_000).reshape(10_000, 1);
        Assert.Equal(likelihood.Mean(parameters).ToDouble(), likelihood.Sample(parameters.expand(10_000, -1), uniform).mean().ToDouble(), 1e-3);
    }

    [Fact]
    public void FreeBits_OutsidePriorWithARatePerLatent_IsAccepted()
    {
        using var normal = new OutsideNormal.Normal();
        using var laplace = new OutsidePrior.Laplace(2);
        Assert.Empty(new FreeBits().Faults(normal));
        Assert.Single(new FreeBits().Faults(laplace));
    }

    [Fact]
    public void Objective_OutsideElbo_TakesBetaAndGivesTheLossOfElbosOwn()
    {
        using var model = new Vae(Options with { Prior = new OutsideNormal() }, seed: 5);
        var (x, eps) = (tensor(new float[] { 0, 1, 2, 0, 0, 3 }).reshape(1, 6), tensor(new float[] { 0.5f, -1 }).reshape(1, 2));
        var (output, request) = (model.Forward(x, eps), new LossRequest(Beta: 3));
        Assert.Empty(new TrainingOptions { Objective = new OutsideElbo(), Beta = 3, Warmup = 2 }.Faults());
        var (own, outside) = (new EvidenceLowerBound().Loss(model, output, x, request), new OutsideElbo().Loss(model, output, x, request));
        Assert.Equal(own.Distortion, outside.Distortion, 1e-5);
        Assert.Equal(own.Rate, outside.Rate, 1e-5);
        Assert.Equal(outside.Distortion + 3 * outside.Rate, outside.Objective, 1e-4);
        Assert.Equal(own.Value.ToDouble(), outside.Value.ToDouble(), 1e-4);
    }

    [Fact]
    public void Posterior_OfAnotherKind_IsSampledWeighedAndEncoded()
    {
        var options = Training.Small.Model with { Posterior = new OutsidePosterior() };
        using var vae = new TrainedVae(new(options, seed: 2), Binarization.Threshold);
        var images = Training.Small.Bars(40, 1);
        using var noGrad = no_grad();
        Assert.Equal(ModelLayout.Tensors(options).Select(tensor => tensor.Name).Order(), vae.Model.NamedWeights().Select(weight => weight.Name).Order());

        var input = rand(5, options.Shape.Size);
        var output = vae.Model.Forward(input, randn(5 * 3, options.Latents));
        var q = output.Posterior.Repeat(3);
        var expected = q.LogProbability(output.Z) + 0.5 * (output.Z.square() + Math.Log(2 * Math.PI)).sum(1L);
        Assert.True(vae.Model.Prior.Rate(q, output.Z, output.PriorNoise).allclose(expected));
        Assert.Null(vae.Model.Prior.RatePerDimension(q));

        var codes = vae.Encode(images, TestContext.Current.CancellationToken);
        Assert.False(codes.HasVariance);
        Assert.Equal(40 * options.Latents, codes.Mu.Length);
        var refusal = Assert.Throws<OptionsException>(() => codes.LogVar).Message;
        Assert.Contains("The posterior logistic has no variance of each latent dimension", refusal, StringComparison.Ordinal);
        var estimate = vae.Evaluate(images, cancellation: TestContext.Current.CancellationToken);
        Assert.True(double.IsFinite(estimate.NegElbo) && estimate.RatePerDimension is null);
        Assert.InRange(vae.EstimateNll(images, 50, cancellation: TestContext.Current.CancellationToken).Nll, 0, estimate.NegElbo + 1);
    }

    [Fact]
    public void Posterior_OfAnotherKind_IsDeclinedByNameWhereAGaussianIsNeeded()
    {
        var options = Training.Small.Model with { Posterior = new OutsidePosterior() };
        Assert.Equal("the managed engine does not support the posterior logistic", ManagedModels.Gap(options));
        Assert.Equal(
            ["prior was vamp, a mixture of diagonal Gaussian posteriors, but the posterior is logistic. Use --prior standard."],
            (options with { Prior = new VampOptions(3) }).Faults());
        Assert.EndsWith(", logistic", options.Describe(), StringComparison.Ordinal);
        Assert.NotEqual(options, Training.Small.Model);
    }

    [Fact]
    public void Posterior_TheUsualOne_IsNotWritten()
    {
        var json = JsonSerializer.Serialize(Training.Small.Model, KindJson.Lines);
        Assert.DoesNotContain("posterior", json, StringComparison.Ordinal);
        Assert.Equal(new DiagonalGaussianPosterior(), JsonSerializer.Deserialize<VaeOptions>(json, KindJson.Lines)!.Posterior);
    }
}
