using Elbo.Compute.Randomness;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Priors;
using Elbo.Objectives;
using Elbo.Tests.Training;
using Elbo.Training;
using TorchSharp;
using static Elbo.Objectives.GradientEstimator;
using static TorchSharp.torch;

namespace Elbo.Tests.Objectives;

/// <summary>The gradients of a learned prior under bounds that weight the gradient through z separately.</summary>
[Collection(TorchCollection.Name)]
public sealed class LearnedPriorTests
{
    private static readonly VaeOptions Options = new() { Shape = new(1, 2, 3), Hidden = [5], DecoderHidden = [4], Latents = 2, Activation = Activation.Tanh };

    [Theory]
    [InlineData(Standard)]
    [InlineData(Stl)]
    [InlineData(Dreg)]
    public void Gradient_PriorAndDecoder_EqualsFiniteDifferencesOfTheBound(GradientEstimator estimator)
    {
        const double Step = 1e-5;
        foreach (var prior in new PriorOptions[] { new MixtureOptions(3), new VampOptions(3) })
        {
            using var model = new Vae(Options with { Prior = prior }, seed: 5);
            model.to(ScalarType.Float64);
            using var scope = NewDisposeScope();
            var objective = new Iwae(4, estimator);
            var (x, eps) = (Fill(3, 6, 1).sigmoid(), Fill(12, 2, 2));
            Loss().Value.backward();
            var weights = model.named_parameters()
                .Where(p => p.name.StartsWith("decoder", StringComparison.Ordinal) || p.name.StartsWith("prior", StringComparison.Ordinal))
                .ToArray();
            Assert.Contains(weights, w => w.name.StartsWith("prior", StringComparison.Ordinal));
            foreach (var (name, parameter) in weights)
            {
                var (gradient, values) = (parameter.grad!.reshape(-1), parameter.detach().reshape(-1));
                for (var i = 0; i < values.numel(); i++)
                {
                    var at = values[i].ToDouble();
                    values[i] = at + Step;
                    var up = Loss().Objective / 3;
                    values[i] = at - Step;
                    var down = Loss().Objective / 3;
                    values[i] = at;
                    Assert.True(
                        Math.Abs((up - down) / (2 * Step) - gradient[i].ToDouble()) < 1e-6,
                        $"{prior.Describe()}, {name}[{i}]: {gradient[i].ToDouble()}, not {(up - down) / (2 * Step)}");
                }
            }

            ObjectiveLoss Loss() => objective.Loss(model, model.Forward(x, eps, null, objective.WeighsDraws ? new RowGradient() : null), x, new());
        }
    }

    [Fact]
    public void Trainer_TwoLayersOfLatents_RefusesWhatWeighsOne()
    {
        using var model = new Vae(Options with { Prior = new HierarchicalOptions { Latents = 2, Hidden = [3] } }, seed: 5);
        foreach (var objective in new Objective[] { new Iwae(2, Dreg), new Miwae(2, 2, Stl), new Piwae(2, 2), new EvidenceLowerBound(1, Stl) })
            Assert.Contains(
                "this model draws more than one",
                Assert.Throws<OptionsException>(() => new Trainer(model, new() { Objective = objective })).Message,
                StringComparison.Ordinal);
        Assert.Contains(
            "free-bits needs",
            Assert.Throws<OptionsException>(() => new Trainer(model, new() { Objective = new FreeBits() })).Message,
            StringComparison.Ordinal);
        using var trainer = new Trainer(model, new() { Objective = new Iwae(2) });
        Assert.False(trainer.Engine.IsManaged);
    }

    private static Tensor Fill(int rows, int columns, ulong seed)
    {
        var values = new float[rows * columns];
        new Philox(seed, RandomStream.Prior).FillNormal(0, values);
        return tensor(values).to(ScalarType.Float64).reshape(rows, columns);
    }
}
