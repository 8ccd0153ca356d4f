using Elbo.Models.Layers;
using Elbo.Models.Priors;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Priors;

/// <summary>
/// A linear-Gaussian second layer: z₂ ~ N(0, I), z given z₂ ~ N(a z₂ + b, s²) in each dimension, so p(z) = N(b, a² + s²) and
/// q(z₂ given z) = N(a (z − b)/(a² + s²), s²/(a² + s²)) is exact.
/// </summary>
public sealed class HierarchicalPriorTests
{
    private const float A = 1.5f, B = 0.4f, S = 0.7f;
    private const double Variance = A * A + S * S;

    // Added before the ReLU and subtracted after it, so that the hidden layers are linear.
    private const float Lift = 16;

    private static HierarchicalPrior Linear(float slope, float offset, float logVar)
    {
        var prior = new HierarchicalPrior(2, new() { Latents = 2, Hidden = [2] }, Activation.Relu);
        foreach (var (layer, head, a, b, spread) in ((string, string, float, float, float)[])
            [("encoder", "posterior", slope, offset, logVar), ("decoder", "conditional", A, B, 2 * MathF.Log(S))])
        {
            prior.Set($"{layer}.fc1.weight", 1, 0, 0, 1);
            prior.Set($"{layer}.fc1.bias", Lift, Lift);
            prior.Set($"{head}.mu.weight", a, 0, 0, a);
            prior.Set($"{head}.mu.bias", b - a * Lift, b - a * Lift);
            prior.Set($"{head}.logvar.weight", 0, 0, 0, 0);
            prior.Set($"{head}.logvar.bias", spread, spread);
        }
        return prior;
    }

    private static double LogDensity(ReadOnlySpan<float> z)
    {
        var sum = 0.0;
        foreach (var value in z)
            sum -= 0.5 * ((value - B) * (value - B) / Variance + Math.Log(2 * Math.PI * Variance));
        return sum;
    }

    [Fact]
    public void LogProbability_ExactPosterior_IsExactForEveryNoise()
    {
        using var scope = NewDisposeScope();
        using var prior = Linear((float)(A / Variance), (float)(-A * B / Variance), MathF.Log((float)(S * S / Variance)));
        var z = Draws.Normal(200, 2, 1);
        var logs = prior.LogProbability(z, 2 * Draws.Normal(200, 2, 2)).data<float>().ToArray();
        var values = z.data<float>().ToArray();
        for (var i = 0; i < 200; i++)
            Assert.Equal(LogDensity(values.AsSpan(2 * i, 2)), logs[i], 1e-4);
    }

    [Fact]
    public void LogProbability_RoughPosterior_IsALowerBoundWhoseWeightsAverageToTheDensity()
    {
        const int N = 100_000;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var prior = Linear(0.4f, 0.1f, MathF.Log(0.5f)); // wider than the exact one, so that the weights have a variance
        float[] z = [0.9f, -1.1f];
        var logs = prior.LogProbability(tensor(z, 1, 2).expand(N, 2), Draws.Normal(N, 2, 3)).to(ScalarType.Float64);
        var (truth, weights) = (Math.Exp(LogDensity(z)), logs.exp());
        Assert.Equal(truth, weights.mean().ToDouble(), 4 * weights.std().ToDouble() / Math.Sqrt(N));
        Assert.True(logs.mean().ToDouble() < LogDensity(z) - 0.05);
    }

    [Fact]
    public void Sample_ManyDraws_HaveTheMomentsOfTheMarginal()
    {
        const int N = 200_000;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var prior = Linear(0, 0, 0);
        var z = prior.Sample(Draws.Normal(N, 2 + prior.SampleNoise, 4)).to(ScalarType.Float64);
        Assert.Equal(B, z.select(1, 0).mean().ToDouble(), 4 * Math.Sqrt(Variance / N));
        Assert.Equal(Variance, z.select(1, 0).var().ToDouble(), 4 * Variance * Math.Sqrt(2.0 / N));
        Assert.Equal(0, (z.select(1, 0) - B).mul(z.select(1, 1) - B).mean().ToDouble(), 4 * Variance / Math.Sqrt(N));
    }
}
