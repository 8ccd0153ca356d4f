using Elbo.Likelihoods;
using Elbo.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Likelihoods;

/// <summary>Properties of every likelihood, whatever its formula.</summary>
[Collection(TorchCollection.Name)]
public sealed class LikelihoodTests : IDisposable
{
    private const int Points = 20_001;
    private readonly DisposeScope scope = NewDisposeScope();

    public static TheoryData<string> EveryKind => AllLikelihoods.Names(_ => true);

    public static TheoryData<string> Counting => AllLikelihoods.Names(likelihood => !likelihood.IsDensity);

    public static TheoryData<string> Densities => AllLikelihoods.Names(likelihood => likelihood.IsDensity && likelihood is not GaussianOptimal);

    public static TheoryData<string> Drawing => AllLikelihoods.Names(likelihood => likelihood is not GaussianOptimal);

    public static TheoryData<string> Inverting => AllLikelihoods.Names(likelihood => likelihood is not GaussianOptimal && likelihood.UniformPlanes == 1);

    public void Dispose() => scope.Dispose();

    [Theory]
    [MemberData(nameof(Counting))]
    public void LogProbability_AllValues_SumToOneWithTheirMean(string name)
    {
        var likelihood = AllLikelihoods.Named(name);
        foreach (var width in new[] { 0.1, 2, 30 })
        {
            var parameters = AllLikelihoods.Normal(3, likelihood.Outputs(1), width);
            var values = AllLikelihoods.Values(likelihood);
            for (var row = 0; row < 3; row++)
            {
                var one = parameters.narrow(0, row, 1);
                var p = likelihood.LogProbability(values, one.expand(values.shape[0], -1)).exp();
                Assert.Equal(1, p.sum().ToDouble(), 1e-9);
                Assert.Equal((p * values.squeeze(1)).sum().ToDouble(), likelihood.Mean(one).ToDouble(), 1e-9);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Densities))]
    public void LogProbability_OverAllValues_IntegratesToOneWithItsMean(string name)
    {
        var likelihood = AllLikelihoods.Named(name);
        foreach (var width in new[] { 0.05, 0.5, 2 })
            for (var row = 0; row < 5; row++)
            {
                var one = AllLikelihoods.Normal(5, likelihood.Outputs(1), width).narrow(0, row, 1);
                var (x, weights) = Nodes(likelihood is ContinuousBernoulli ? null : one[0, 0].ToDouble());
                var density = likelihood.LogProbability(x, one.expand(Points, -1)).exp() * weights;
                Assert.Equal(1, density.sum().ToDouble(), 1e-5);
                Assert.Equal((density * x.squeeze(1)).sum().ToDouble(), likelihood.Mean(one).ToDouble(), 1e-4);
            }
    }

    /// <summary>Nodes and weights of the trapezoidal rule over [0, 1], or around a peak, where they are dense: its kink is a node.</summary>
    private static (Tensor X, Tensor Weights) Nodes(double? peak)
    {
        const double Reach = 100, Inner = 1e-4;
        var end = peak is null ? 0.5 : Math.Asinh(Reach / Inner);
        var t = linspace(-end, end, Points, float64);
        var x = peak is { } at ? at + Inner * t.sinh() : t + 0.5;
        var weights = (peak is null ? ones_like(t) : Inner * t.cosh()) * (2 * end / (Points - 1));
        weights[0] *= 0.5;
        weights[^1] *= 0.5;
        return (x.unsqueeze(1), weights);
    }

    [Theory]
    [MemberData(nameof(Drawing))]
    public void Sample_ManyDraws_HaveItsMeanWithinTheirError(string name)
    {
        const int Draws = 5000;
        var likelihood = AllLikelihoods.Named(name);
        foreach (var width in new[] { 0.3, 3 })
        {
            var one = AllLikelihoods.Normal(2, likelihood.Outputs(1), width).narrow(0, 1, 1);
            var drawn = likelihood.Sample(one.expand(Draws, -1), AllLikelihoods.Uniform(Draws, likelihood.UniformPlanes));
            Assert.Equal([Draws, 1], drawn.shape);
            Assert.True(drawn.isfinite().all().ToBoolean());
            var error = drawn.std(0).ToDouble() / Math.Sqrt(Draws);
            Assert.Equal(likelihood.Mean(one).ToDouble(), drawn.mean([0L]).ToDouble(), 4 * error + 1e-9);
            if (!likelihood.IsDensity)
                Assert.True(((drawn * (AllLikelihoods.Values(likelihood).shape[0] - 1)).frac().abs() < 1e-9).all().ToBoolean());
        }
    }

    /// <summary>One uniform number u is turned into the value below which u of the probability lies: into 1 for u &lt; p of a Bernoulli.</summary>
    [Theory]
    [MemberData(nameof(Inverting))]
    public void Sample_OfAUniformNumber_IsItsQuantile(string name)
    {
        var likelihood = AllLikelihoods.Named(name);
        foreach (var width in new[] { 0.3, 2 })
            foreach (var uniform in new[] { 0.02, 0.3, 0.5, 0.8, 0.99 })
            {
                var one = AllLikelihoods.Normal(2, likelihood.Outputs(1), width).narrow(0, 1, 1);
                var drawn = likelihood.Sample(one, full([1, 1], uniform, float64)).ToDouble();
                var share = likelihood is Bernoulli ? 1 - uniform : uniform;
                var (x, weights) = !likelihood.IsDensity ? (AllLikelihoods.Values(likelihood), ones(1, float64))
                    : Nodes(likelihood is ContinuousBernoulli ? null : one[0, 0].ToDouble());
                var p = likelihood.LogProbability(x, one.expand(x.shape[0], -1)).exp() * weights;
                if (likelihood.IsDensity)
                    Assert.Equal(share, Below(drawn), 3e-3);
                else
                    Assert.True(Below(drawn - 1e-6) <= share && share <= Below(drawn + 1e-6), $"{drawn} for {share}");

                double Below(double value) => p[x.squeeze(1) <= value].sum().ToDouble();
            }
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void LogProbability_Gradient_IsThatOfFiniteDifferences(string name)
    {
        const int Dimensions = 3;
        const double Step = 1e-5;
        var likelihood = AllLikelihoods.Named(name);
        var outputs = likelihood.Outputs(Dimensions);
        var target = AllLikelihoods.Targets(likelihood, 2, Dimensions);
        var at = AllLikelihoods.Normal(2, outputs);
        var parameters = at.clone().requires_grad_();
        likelihood.LogProbability(target, parameters).sum().backward();
        var gradient = parameters.grad!;
        for (var place = 0; place < outputs; place += Math.Max(1, outputs / 12))
        {
            using var inner = NewDisposeScope();
            var step = zeros_like(at);
            step[1, place] = Step;
            var slope = (likelihood.LogProbability(target, at + step) - likelihood.LogProbability(target, at - step)).sum().ToDouble() / (2 * Step);
            Assert.Equal(slope, gradient[1, place].ToDouble(), 1e-6 + 1e-6 * Math.Abs(slope));
        }
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void LogProbability_MissingTargets_IsThatOfTheOthersWithNoGradient(string name)
    {
        var likelihood = AllLikelihoods.Named(name);
        var target = AllLikelihoods.Targets(likelihood, 4, 5);
        var parameters = AllLikelihoods.Normal(4, likelihood.Outputs(5));
        target[TensorIndex.Colon, 1] = float.NaN;
        target[TensorIndex.Colon, 4] = float.NaN;
        var kept = tensor([0L, 2, 3]);
        var others = parameters.reshape(4, likelihood.Planes, 5).index_select(2, kept).reshape(4, -1);
        var expected = likelihood.LogProbability(target.index_select(1, kept), others);

        var leaf = parameters.clone().requires_grad_();
        var log = likelihood.LogProbability(target, leaf);
        Assert.True((log - expected).abs().max().ToDouble() < 1e-9);
        log.sum().backward();
        Assert.True(leaf.grad!.isfinite().all().ToBoolean());
        var missing = leaf.grad!.reshape(4, likelihood.Planes, 5).index_select(2, tensor([1L, 4]));
        Assert.Equal(0, missing.abs().max().ToDouble());

        var nothing = likelihood.LogProbability(full_like(target, double.NaN), parameters);
        Assert.Equal(0, nothing.abs().max().ToDouble());
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void LogProbability_FarParametersInFloats_IsFiniteWithItsGradient(string name)
    {
        var likelihood = AllLikelihoods.Named(name);
        var target = AllLikelihoods.Targets(likelihood, 50, 4).@float();
        foreach (var width in new[] { 1e-6, 1, 100, 1e4 })
        {
            var parameters = AllLikelihoods.Normal(50, likelihood.Outputs(4), width).@float().requires_grad_();
            var log = likelihood.LogProbability(target, parameters);
            log.sum().backward();
            Assert.True(log.isfinite().all().ToBoolean(), $"width {width}");
            Assert.True(parameters.grad!.isfinite().all().ToBoolean(), $"gradient, width {width}");
            Assert.True(likelihood.Mean(parameters).isfinite().all().ToBoolean());
        }
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void OutputsAt_AMean_GiveIt(string name)
    {
        var likelihood = AllLikelihoods.Named(name);
        foreach (var mean in new[] { 0.001, 0.2, 0.5, 0.9 })
            if (likelihood.OutputsAt(mean) is { } outputs) // a kind need not have them
            {
                Assert.Equal(likelihood.Planes, outputs.Length);
                var given = likelihood.Mean(tensor(outputs, float64).reshape(1, -1)).ToDouble();
                // The outermost levels truncate the logistic.
                Assert.InRange(given, mean - (likelihood is LevelLikelihood ? 0.15 : 1e-6), mean + (likelihood is LevelLikelihood ? 0.15 : 1e-6));
            }
    }

    [Fact]
    public void OutputsAt_LikelihoodsOfElbo_AreKnownButForCategories() => Assert.Equal(
        [nameof(Bernoulli), nameof(ContinuousBernoulli), nameof(Gaussian), nameof(Laplace)],
        new Likelihood[] { new Bernoulli(), new Categorical(), new ContinuousBernoulli(), new Gaussian(), new Laplace() }
            .Where(likelihood => likelihood.OutputsAt(0.5) is not null).Select(likelihood => likelihood.GetType().Name));

    [Theory]
    [InlineData("discretized logistic, 256 levels")]
    [InlineData("categorical, 7 levels")]
    public void BitsPerDimension_EightBitsADimension_IsEight(string name) =>
        Assert.Equal(8, AllLikelihoods.Named(name).BitsPerDimension(8 * 784 * Math.Log(2), 784)!.Value, 1e-12);

    [Theory]
    [MemberData(nameof(Densities))]
    public void BitsPerDimension_Density_IsNone(string name) => Assert.Null(AllLikelihoods.Named(name).BitsPerDimension(100, 10));
}
