using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Storage;
using Elbo.Objectives;
using Elbo.Tests.Models.Posteriors;
using Elbo.Tests.Reports.Figures;
using Elbo.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Golden;

/// <summary>Elbo against PyTorch: outputs, losses, gradients, updates.</summary>
public sealed class PyTorchParityTests
{
    private static Tensor Loss(Vae model, VaeOutput output, double beta, Reduction reduction, out ElboTerms terms)
    {
        terms = NegativeElbo.Terms(model, output, SeedVae.Target);
        return NegativeElbo.Loss(terms, beta, reduction, SeedVae.Options.Shape.Size);
    }

    [Theory]
    [InlineData("relu.", Activation.Relu, 1.0, Reduction.Sum)]
    [InlineData("tanh.", Activation.Tanh, 1.0, Reduction.Sum)]
    [InlineData("gelu.", Activation.Gelu, 1.0, Reduction.Sum)]
    [InlineData("silu.", Activation.Silu, 1.0, Reduction.Sum)]
    [InlineData("elu.", Activation.Elu, 1.0, Reduction.Sum)]
    [InlineData("softplus.", Activation.Softplus, 1.0, Reduction.Sum)]
    [InlineData("mean.", Activation.Relu, 1.0, Reduction.Mean)]
    [InlineData("beta4.", Activation.Relu, 4.0, Reduction.Sum)]
    public void OneStep_SameWeightsBatchAndNoise_EqualsPyTorch(string golden, Activation activation, double beta, Reduction reduction)
    {
        using var scope = NewDisposeScope();
        using var model = SeedVae.Model(activation);
        var output = model.Forward(SeedVae.Input, SeedVae.Eps(0));
        var loss = Loss(model, output, beta, reduction, out var terms);
        loss.backward();

        SeedVae.AssertClose(golden + "mu", output.Posterior.Gaussian().Mu);
        SeedVae.AssertClose(golden + "logvar", output.Posterior.Gaussian().LogVar);
        SeedVae.AssertClose(golden + "z", output.Z);
        SeedVae.AssertClose(golden + "logits", output.Parameters);
        SeedVae.AssertClose(golden + "distortion", terms.Distortion);
        SeedVae.AssertClose(golden + "rate", terms.Rate);
        SeedVae.AssertClose(golden + "loss", loss);
        Assert.Equal(12, model.named_parameters().Count());
        foreach (var (name, parameter) in model.named_parameters())
            SeedVae.AssertClose(golden + "grad." + name, parameter.grad!);
    }

    [Fact]
    public void Adam_TenSteps_EqualsPyTorchInLossesWeightsAndMoments()
    {
        using var scope = NewDisposeScope();
        using var model = SeedVae.Model();
        using var adam = new Adam(model.named_parameters(), learningRate: 1e-3);
        var losses = new List<Tensor>();
        for (var step = 0; step < 10; step++)
        {
            var loss = Loss(model, model.Forward(SeedVae.Input, SeedVae.Eps(step)), 1, Reduction.Sum, out _);
            model.zero_grad();
            loss.backward();
            adam.Step();
            losses.Add(loss.detach());
        }

        Assert.Equal(10, adam.Steps);
        SeedVae.AssertClose("training.losses", stack(losses));
        foreach (var (name, weight) in model.NamedWeights())
            SeedVae.AssertClose("training.weight." + name, weight);
        foreach (var (name, moment) in adam.State())
            SeedVae.AssertClose("training." + name, moment);
    }

    [Fact]
    public void Bernoulli_ExtremeLogits_IsTheDoublePrecisionCrossEntropyRoundedToFloat()
    {
        using var scope = NewDisposeScope();
        var logits = SeedVae.Tensor("bernoulli.logits");
        var targets = SeedVae.Tensor("bernoulli.targets");
        var exact = SeedVae.Tensor("bernoulli.distortion").data<double>().ToArray();
        var distortion = (-new Bernoulli().LogProbability(targets, logits)).data<float>().ToArray();

        Assert.Equal(52, exact.Length);
        for (var i = 0; i < exact.Length; i++)
        {
            var (logit, target) = (logits[i, 0].ToSingle(), targets[i, 0].ToSingle());
            // Four units in the last place of the terms that are added, the larger of which is |logit| or log 2.
            var bound = Math.Max(1, Math.Abs(logit)) * Math.Pow(2, -22);
            Assert.True(
                Math.Abs(distortion[i] - exact[i]) <= bound,
                $"logit {logit}, target {target}: {distortion[i]} instead of {exact[i]}");
            if (Math.Abs(logit) == 200)
                Assert.Equal((float)exact[i], distortion[i]);
        }
    }

    [Fact]
    public void Bernoulli_ExtremeLogits_HasTheGradientSigmoidMinusTarget()
    {
        using var scope = NewDisposeScope();
        var logits = SeedVae.Tensor("bernoulli.logits").requires_grad_();
        var targets = SeedVae.Tensor("bernoulli.targets");
        (-new Bernoulli().LogProbability(targets, logits)).sum().backward();
        var difference = (logits.grad! - (logits.detach().sigmoid() - targets)).abs().max().ToDouble();
        Assert.True(difference < 1e-6, $"{difference}");
    }

    [Fact]
    public void Model_StateDict_HasTheSeedRepositorysNames()
    {
        using var model = new Vae(SeedVae.Options);
        Assert.Equal(
            ["encoder.fc1", "encoder.fc2", "latent_z.mu", "latent_z.logvar", "decoder.fc1", "decoder.fc2"],
            model.state_dict().Keys.Where(k => k.EndsWith(".weight", StringComparison.Ordinal)).Select(k => k[..^7]));
        Assert.Equal(model.state_dict().Keys, model.NamedWeights().Select(w => w.Name));
    }
}
