using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using TorchSharp;

namespace Elbo.Tests.Models.Layers;

public sealed class InitializationTests
{
    private static readonly VaeOptions Options = new() { Shape = new(1, 10, 10), Hidden = [300], DecoderHidden = [200], Latents = 4 };

    /// <summary>Glorot and Bengio 2010, eq. 16; He et al. 2015, eq. 10; PyTorch's Linear: the variance of the weights, and of the biases.</summary>
    [Theory]
    [InlineData(WeightInitialization.Pytorch, 1.0 / (3 * 100), 1.0 / (3 * 100))]
    [InlineData(WeightInitialization.Glorot, 2.0 / (100 + 300), 0)]
    [InlineData(WeightInitialization.He, 2.0 / 100, 0)]
    [InlineData(WeightInitialization.Small, 1e-6, 1e-6)]
    public void Initialize_EncodersFirstLayer_HasTheVarianceOfThePaper(WeightInitialization way, double weights, double biases)
    {
        using var model = new Vae(Options);
        model.Initialize(way, seed: 3);
        // 30,000 weights: their variance is known to about 1 %.
        Assert.Equal(1, Variance(model, "encoder.fc1.weight") / weights, 0.03);
        if (biases == 0)
            Assert.Equal(0, Variance(model, "encoder.fc1.bias"));
        else
            Assert.Equal(1, Variance(model, "encoder.fc1.bias") / biases, 0.3);
    }

    [Theory]
    [InlineData("decoder.fc1.weight", 1e-6)]
    [InlineData("decoder.fc2.weight", 1.0 / (3 * 200))]
    [InlineData("latent_z.mu.weight", 1.0 / (3 * 300))]
    [InlineData("latent_z.logvar.weight", 1.0 / (3 * 300))]
    [InlineData("classifier.net.fc1.weight", 1e-6)]
    [InlineData("classifier.logits.weight", 1.0 / (3 * 300))]
    public void Initialize_Small_IsOfHiddenLayersOnly(string name, double variance)
    {
        using var model = new Vae(Options with { Classes = 10, ConditionWidth = 10 });
        model.Initialize(WeightInitialization.Small, seed: 3);
        Assert.Equal(1, Variance(model, name) / variance, 0.1);
    }

    [Fact]
    public void Initialize_GlorotUniform_StaysWithinItsBound()
    {
        using var model = new Vae(Options);
        model.Initialize(WeightInitialization.Glorot, seed: 3);
        var bound = Math.Sqrt(6.0 / (100 + 300));
        var values = Values(model, "encoder.fc1.weight");
        Assert.InRange(values.Max(MathF.Abs), 0.99 * bound, bound);
    }

    [Fact]
    public void Initialize_SameSeed_DrawsTheSame()
    {
        using var a = new Vae(Options, seed: 1);
        using var b = new Vae(Options, seed: 2);
        Assert.NotEqual(Values(a, "decoder.fc1.weight"), Values(b, "decoder.fc1.weight"));
        b.Initialize(WeightInitialization.Pytorch, seed: 1);
        Assert.Equal(Values(a, "decoder.fc1.weight"), Values(b, "decoder.fc1.weight"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BiasToMean_DecoderWithoutWeights_GivesTheMeanImage(bool isBernoulli)
    {
        Likelihood likelihood = isBernoulli ? new Bernoulli() : new Gaussian(0.1);
        using var model = new Vae(new() { Shape = new(1, 1, 3), Hidden = [4], DecoderHidden = [4], Latents = 2, Likelihood = likelihood });
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        model.named_parameters().Single(p => p.name == "decoder.fc2.weight").parameter.zero_();
        Initialization.BiasToMean(model, new ImageSet(new(1, 1, 3), new byte[] { 0, 255, 51, 0, 255, 153 }));
        var mean = likelihood.Mean(model.Decode(torch.zeros(1, 2))).data<float>().ToArray();
        // Under a Bernoulli likelihood no pixel is certain.
        float[] expected = isBernoulli ? [0.001f, 0.999f, 0.4f] : [0, 1, 0.4f];
        Assert.All(expected.Zip(mean), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    private static float[] Values(Vae model, string name) => model.named_parameters().Single(p => p.name == name).parameter.data<float>().ToArray();

    private static double Variance(Vae model, string name)
    {
        var values = Values(model, name);
        var mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }
}
