using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using Elbo.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Priors;

public sealed class VampPriorTests
{
    [Fact]
    public void LogProbability_GivenCodes_IsTheHandMadeMixture()
    {
        using var scope = NewDisposeScope();
        // The code of u is N(4u − 2, 1): pseudo-inputs 0 and 1 give N(−2, 1) and N(2, 1).
        using var prior = new VampPrior(2, 1, u => new DiagonalGaussian(4 * u - 2, zeros_like(u)));
        prior.Set("pseudo_inputs", 0, 1);
        double Expected(double z) => Math.Log(0.5 * (Density(z + 2) + Density(z - 2)));
        double Density(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);
        float[] points = [-3, 0, 0.5f, 2];
        var logs = prior.LogProbability(tensor(points, 4, 1), zeros(4, 0)).data<float>().ToArray();
        Assert.Equal(points.Select(z => Expected(z)), logs.Select(v => (double)v), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void PseudoInputs_OutsideOfPixels_AreClamped()
    {
        using var scope = NewDisposeScope();
        using var prior = new VampPrior(3, 1, u => new DiagonalGaussian(u, zeros_like(u)));
        prior.Set("pseudo_inputs", -0.5f, 0.25f, 7);
        Assert.Equal([0f, 0.25f, 1f], prior.PseudoInputs.data<float>().ToArray());
    }

    [Fact]
    public void Rate_Gradient_ReachesPseudoInputsAndTheEncoderThroughThem()
    {
        using var scope = NewDisposeScope();
        using var model = new Vae(Small.Model with { Prior = new VampOptions(6), Activation = Activation.Gated }, seed: 1);
        var z = Draws.Normal(5, 4, 1);
        model.Prior.LogProbability(z, zeros(5, 0)).sum().backward();
        foreach (var name in (string[])["prior.pseudo_inputs", "encoder.fc1.weight", "encoder.gate2.bias", "latent_z.mu.weight", "latent_z.logvar.bias"])
            Assert.True(model.Weight(name).grad!.abs().max().ToDouble() > 1e-6, name);
        // Every pseudo-input is a separate component.
        Assert.All(model.Weight("prior.pseudo_inputs").grad!.abs().sum(1L).data<float>().ToArray(), g => Assert.True(g > 0));
    }

    [Fact]
    public void New_PseudoInputs_AreDarkGreyFromTheSeed()
    {
        using var first = new Vae(Small.Model with { Prior = new VampOptions(50) }, seed: 1);
        using var second = new Vae(Small.Model with { Prior = new VampOptions(50) }, seed: 2);
        using var scope = NewDisposeScope();
        var u = first.Weight("prior.pseudo_inputs");
        Assert.Equal([50, 30], u.shape);
        Assert.Equal(0.05, u.mean().ToDouble(), 4 * 0.01 / Math.Sqrt(1500));
        Assert.Equal(0.01, u.std().ToDouble(), 0.001);
        Assert.False(u.allclose(second.Weight("prior.pseudo_inputs")));
    }
}
