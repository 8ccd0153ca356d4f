using Elbo.Exchange;
using Elbo.Models.Priors;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Priors;

/// <summary>The mixture's log p(z) as a single matrix product against the plain sum, in double precision.</summary>
public sealed class GaussianMixtureTests
{
    private static double[] Naive(Tensor z, Tensor mu, Tensor logVar, Tensor logits)
    {
        double[] v = [.. z.to(ScalarType.Float64).data<double>()], m = [.. mu.to(ScalarType.Float64).data<double>()];
        double[] s = [.. logVar.to(ScalarType.Float64).data<double>()], w = [.. logits.to(ScalarType.Float64).data<double>()];
        int n = (int)z.shape[0], l = (int)z.shape[1], k = w.Length;
        var total = Math.Log(w.Sum(Math.Exp));
        return [.. Enumerable.Range(0, n).Select(i =>
        {
            double[] logs = [.. Enumerable.Range(0, k).Select(c => w[c] - total - 0.5 * Enumerable.Range(0, l).Sum(d =>
                Math.Pow(v[i * l + d] - m[c * l + d], 2) / Math.Exp(s[c * l + d]) + s[c * l + d] + Math.Log(2 * Math.PI)))];
            return logs.Max() + Math.Log(logs.Sum(log => Math.Exp(log - logs.Max())));
        })];
    }

    [Theory]
    [InlineData(1, 1, 1, 0)]
    [InlineData(7, 3, 2, 0)]
    [InlineData(40, 50, 40, -2)]
    [InlineData(40, 50, 40, -9)] // narrow components far from zero: the written-out quadratic cancels nearly all of itself
    public void LogProbability_AnySizes_EqualsTheNaiveSum(int n, int k, int l, double logVar)
    {
        using var scope = NewDisposeScope();
        var (mu, spread, logits) = (2 * Draws.Normal(k, l, 1), logVar + Draws.Normal(k, l, 2), Draws.Normal(1, k, 3).squeeze(0));
        // Each z is near a component, where the density is not negligible.
        var z = mu.index_select(0, arange(n).remainder(k)) + Math.Exp(0.5 * logVar) * Draws.Normal(n, l, 4);
        var logs = new GaussianMixture(new(mu, spread), logits).LogProbability(z).data<float>().ToArray();
        foreach (var (expected, actual) in Naive(z, mu, spread, logits).Zip(logs))
            Assert.Equal(expected, actual, 1e-6 * Math.Max(20, Math.Abs(expected)));
    }

    [Fact]
    public void LogProbability_Gradient_ReachesZAndEveryParameter()
    {
        using var scope = NewDisposeScope();
        Tensor[] inputs = [Draws.Normal(3, 2, 1), Draws.Normal(4, 2, 2), Draws.Normal(4, 2, 3), Draws.Normal(1, 4, 4).squeeze(0)];
        foreach (var input in inputs)
            input.requires_grad_();
        double Value() => new GaussianMixture(new(inputs[1], inputs[2]), inputs[3]).LogProbability(inputs[0]).sum().ToDouble();
        new GaussianMixture(new(inputs[1], inputs[2]), inputs[3]).LogProbability(inputs[0]).sum().backward();
        const float Step = 1e-2f;
        foreach (var input in inputs)
        {
            var gradient = input.grad!.flatten().data<float>().ToArray();
            for (var i = 0; i < gradient.Length; i++)
            {
                double Moved(float by)
                {
                    using var noGrad = no_grad();
                    var flat = input.view(-1);
                    flat[i] = flat[i] + by;
                    var value = Value();
                    flat[i] = flat[i] - by;
                    return value;
                }
                Assert.Equal((Moved(Step) - Moved(-Step)) / (2 * Step), gradient[i], 5e-3);
            }
        }
    }

    [Fact]
    public void Sample_ManyDraws_HaveTheMixturesMoments()
    {
        const int N = 200_000;
        using var scope = NewDisposeScope();
        // Weights ¼ and ¾ of N(−1, ½²) and N(2, 1): mean 1.25, variance ¼·(¼ + 5.0625) + ¾·(1 + 0.5625) = 2.5.
        var mixture = new GaussianMixture(new(tensor([-1f, 2f], 2, 1), tensor([MathF.Log(0.25f), 0f], 2, 1)), tensor([0f, MathF.Log(3)]));
        var z = mixture.Sample(Draws.Normal(N, 2, 5)).to(ScalarType.Float64);
        Assert.Equal([N, 1], z.shape);
        Assert.Equal(1.25, z.mean().ToDouble(), 4 * Math.Sqrt(2.5 / N));
        Assert.Equal(2.5, z.var().ToDouble(), 0.05);
        // Half of the first component and Φ(−3) of the second are below −1.
        Assert.Equal(0.25 * 0.5 + 0.75 * 0.00135, (z < -1).to(ScalarType.Float64).mean().ToDouble(), 4 * Math.Sqrt(0.126 * 0.874 / N));
    }

    [Fact]
    public void Sample_ChoiceAtTheEdges_IsAComponent()
    {
        using var scope = NewDisposeScope();
        var mixture = new GaussianMixture(new(tensor([-5f, 5f], 2, 1), zeros(2, 1)), zeros(2));
        var z = mixture.Sample(tensor([0f, -9f, 0f, 9f, 0f, -0.01f, 0f, 0.01f], 4, 2));
        Assert.Equal([-5f, 5f, -5f, 5f], z.data<float>().ToArray());
    }
}
