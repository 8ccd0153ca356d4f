using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Priors;

public sealed class MixtureOfGaussiansTests
{
    private static MixtureOfGaussians Standard()
    {
        var prior = new MixtureOfGaussians(1, 3);
        prior.Set("mean", 0, 0, 0);
        prior.Set("logvar", 0, 0, 0);
        prior.Set("logits", 2); // one component has all the weight, whatever its logit
        return prior;
    }

    [Fact]
    public void LogProbability_OneStandardComponent_IsTheStandardNormal()
    {
        using var scope = NewDisposeScope();
        using var prior = Standard();
        var (z, none) = (3 * Draws.Normal(50, 3, 1), zeros(50, 0));
        Assert.True(prior.LogProbability(z, none).allclose(new StandardNormal().LogProbability(z, none), 1e-6, 1e-6));
    }

    [Fact]
    public void Rate_MonteCarlo_HasTheAnalyticKlAsItsMean()
    {
        const int N = 100_000;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var prior = Standard();
        var posterior = new DiagonalGaussian(tensor([0.7f, -1.5f, 0f], 1, 3), tensor([-1.3f, 0.4f, -4f], 1, 3));
        var each = prior.Rate(posterior, posterior.Sample(Draws.Normal(N, 3, 2)), zeros(N, 0)).to(ScalarType.Float64);
        var expected = new StandardNormal().RatePerDimension(posterior)!.sum().ToDouble();
        Assert.Equal(expected, each.mean().ToDouble(), 4 * each.std().ToDouble() / Math.Sqrt(N));
        Assert.Null(prior.RatePerDimension(posterior));
    }

    [Fact]
    public void New_Seed_DecidesTheMeansAndTheWholeIsNearAStandardNormal()
    {
        using var scope = NewDisposeScope();
        using var prior = new MixtureOfGaussians(2000, 4, seed: 1);
        using var same = new MixtureOfGaussians(2000, 4, seed: 1);
        using var other = new MixtureOfGaussians(2000, 4, seed: 2);
        Assert.True(prior.Weight("mean").equal(same.Weight("mean")).all().ToBoolean());
        Assert.False(prior.Weight("mean").equal(other.Weight("mean")).any().ToBoolean());
        // Variance of the means ½, of 8,000 numbers: standard error 0.008.
        Assert.Equal(0.5, prior.Weight("mean").var().ToDouble(), 0.032);
        Assert.Equal(0.5, prior.Weight("logvar").exp().mean().ToDouble(), 1e-6);
    }

    [Fact]
    public void LogProbability_InEvalMode_FollowsTheWeightsOnlyAfterTrainOrEval()
    {
        using var scope = NewDisposeScope();
        using var prior = Standard();
        var (z, none) = (ones(1, 3), zeros(1, 0));
        prior.eval();
        double Value() => prior.LogProbability(z, none).ToDouble();
        var before = Value();
        prior.Set("mean", 1, 1, 1);
        Assert.Equal(before, Value());
        prior.eval();
        Assert.Equal(before + 1.5, Value(), 1e-5);
        prior.train();
        prior.Set("mean", 0, 0, 0);
        Assert.Equal(before, Value(), 1e-6);
    }

    [Fact]
    public void LogProbability_KeptInInferenceMode_StillDifferentiatesLater()
    {
        using var scope = NewDisposeScope();
        using var prior = Standard();
        prior.eval();
        using (inference_mode())
            prior.LogProbability(ones(1, 3), zeros(1, 0));
        var z = full(1, 3, 2f).requires_grad_();
        prior.LogProbability(z, zeros(1, 0)).sum().backward();
        Assert.Equal([-2f, -2f, -2f], z.grad!.data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
    }
}
