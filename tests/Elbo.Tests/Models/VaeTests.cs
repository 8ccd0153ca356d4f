using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Elbo.Tests.Golden;
using Elbo.Tests.Models.Posteriors;
using Elbo.Tests.Reports.Figures;
using Elbo.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Models;

public sealed class VaeTests
{
    [Fact]
    public void New_Defaults_HasTheSeedRepositorysShapes()
    {
        using var model = new Vae(new());
        Assert.Equal(
            [
                "encoder.fc1.weight 512,784", "encoder.fc1.bias 512", "encoder.fc2.weight 512,512", "encoder.fc2.bias 512",
                "latent_z.mu.weight 20,512", "latent_z.mu.bias 20", "latent_z.logvar.weight 20,512", "latent_z.logvar.bias 20",
                "decoder.fc1.weight 512,20", "decoder.fc1.bias 512", "decoder.fc2.weight 784,512", "decoder.fc2.bias 784",
            ],
            model.NamedWeights().Select(w => $"{w.Name} {string.Join(',', w.Value.shape)}"));
        Assert.Equal(784 * 512 + 512 + 512 * 512 + 512 + 2 * (512 * 20 + 20) + 20 * 512 + 512 + 512 * 784 + 784, model.ParameterCount);
    }

    [Fact]
    public void New_Weights_AreUniformWithinOneOverTheRootOfTheFanIn()
    {
        using var model = new Vae(new(), seed: 1);
        using var noGrad = no_grad();
        foreach (var (name, weight) in model.NamedWeights())
        {
            // PyTorch's nn.Linear: weight and bias on ±1/√(fan in), so with a variance of bound²/3.
            var fanIn = name.Split('.')[..2] switch
            {
                ["encoder", "fc1"] => 784,
                ["decoder", "fc1"] => 20,
                _ => 512,
            };
            var bound = 1 / Math.Sqrt(fanIn);
            Assert.InRange(weight.abs().max().ToDouble(), bound * 0.85, bound * 1.000001);
            // A uniform's squares have a standard deviation of 0.894 of their mean; five standard errors.
            Assert.Equal(1, (weight.square().mean() / (bound * bound / 3)).ToDouble(), 5 * 0.9 / Math.Sqrt(weight.numel()));
            Assert.Equal(0, weight.mean().ToDouble() / bound, 5 * 0.58 / Math.Sqrt(weight.numel()));
        }
    }

    [Fact]
    public void New_Seed_DecidesTheWeightsAlone()
    {
        // Independent of libtorch's global generator.
        manual_seed(1);
        using var first = new Vae(Small.Model, seed: 1);
        manual_seed(2);
        using var second = new Vae(Small.Model, seed: 1);
        using var other = new Vae(Small.Model, seed: 2);
        Assert.Equal(Small.Values(first), Small.Values(second));
        Assert.NotEqual(Small.Values(first), Small.Values(other));
        // No two parameters of a model share their initial numbers.
        Assert.InRange(Small.Values(first).Distinct().Count(), 1480, 1494);
    }

    [Fact]
    public void Forward_DeepAndUnequalSides_HasTheRightShapes()
    {
        using var scope = NewDisposeScope();
        using var model = new Vae(new() { Shape = new(3, 4, 5), Hidden = [7, 6, 5], DecoderHidden = [8, 9], Latents = 2 });
        var output = model.Forward(zeros(11, 60), zeros(11, 2));
        Assert.Equal([11, 2], output.Posterior.Gaussian().Mu.shape);
        Assert.Equal([11, 2], output.Posterior.Gaussian().LogVar.shape);
        Assert.Equal([11, 2], output.Z.shape);
        Assert.Equal([11, 60], output.Parameters.shape);
        Assert.Contains("decoder.fc3.weight", model.state_dict().Keys);
        Assert.Contains("encoder.fc3.weight", model.state_dict().Keys);
    }

    public static TheoryData<string> EveryKind => [.. Kinds.Keys];

    private static readonly Dictionary<string, VaeOptions> Kinds = new()
    {
        ["mlp"] = SeedVae.Options,
        ["gated"] = SeedVae.Options with { Activation = Activation.Gated },
        ["conv"] = SeedVae.Options with { Net = new ConvOptions { Channels = [16, 16] } },
        ["conv with norm"] = SeedVae.Options with { Net = new ConvOptions { Channels = [16], Norm = Normalization.Group } },
        ["resnet"] = SeedVae.Options with { Net = new ResNetOptions { Channels = [16, 32] } },
        ["vamp"] = SeedVae.Options with { Prior = new VampOptions(3) },
        ["mixture"] = SeedVae.Options with { Prior = new MixtureOptions(3) },
        ["hierarchical"] = SeedVae.Options with { Prior = new HierarchicalOptions() },
        ["optimal sigma"] = SeedVae.Options with { Likelihood = new GaussianOptimal() },
    };

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Dispose_AfterEveryUse_LeavesNoTensorToTheFinalizer(string kind)
    {
        DisposeScopeManager.Statistics.Reset();
        var model = new Vae(Kinds[kind], seed: 1);
        model.Initialize(WeightInitialization.Glorot, seed: 2);
        using (var trained = new TrainedVae(model, Binarization.None))
        {
            trained.Reconstruct(Small.Bars(3, 1), TestContext.Current.CancellationToken);
            trained.Score(Small.Bars(3, 1), cancellation: TestContext.Current.CancellationToken);
            trained.Sample(3);
        }
        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void New_OptionsOutOfRange_AreRefused() => Assert.Throws<OptionsException>(() => new Vae(new() { Latents = 0 }));
}
