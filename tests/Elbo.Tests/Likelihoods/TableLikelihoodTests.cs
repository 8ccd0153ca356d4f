using Elbo.Data.Tables;
using Elbo.Exchange;
using Elbo.Likelihoods;
using Elbo.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Likelihoods;

[Collection(TorchCollection.Name)]
public sealed class TableLikelihoodTests : IDisposable
{
    private static readonly TableLikelihood Every = new(
        [new(ColumnKind.Real), new(ColumnKind.Positive), new(ColumnKind.Count), new(ColumnKind.Binary), new(ColumnKind.Categorical, 3)]);

    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void LogProbability_Row_IsTheSumOfItsColumns()
    {
        var parameters = AllLikelihoods.Normal(1, Every.Outputs(99));
        Assert.Equal(2 + 2 + 2 + 1 + 3, Every.Outputs(99));
        var (real, positive) = (new GaussianLearned(), new GaussianLearned());
        var p = Enumerable.Range(0, 10).Select(i => parameters[0, i].ToDouble()).ToArray();
        var (mean, shape) = (Math.Exp(p[4]), Math.Exp(p[5])); // without the soft limits
        var count = Enumerable.Range(0, 4).Sum(i => Math.Log((shape + i) / (i + 1)))
            + shape * Math.Log(shape / (shape + mean))
            + 4 * Math.Log(mean / (shape + mean));
        var expected = real.LogProbability(Row(0.3), Row(p[0], p[1])).ToDouble() + positive.LogProbability(Row(-0.7), Row(p[2], p[3])).ToDouble()
            + count + Math.Log(1 / (1 + Math.Exp(-p[6]))) + p[8] - Math.Log(Math.Exp(p[7]) + Math.Exp(p[8]) + Math.Exp(p[9]));
        Assert.Equal(expected, Every.LogProbability(Row(0.3, -0.7, 4, 1, 1), parameters).ToDouble(), 0.05);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(2, -1)]
    [InlineData(3, 8)]
    public void Count_AllValues_SumToOneWithTheirMean(double logMean, double logShape)
    {
        var likelihood = new TableLikelihood([new(ColumnKind.Count)]);
        var counts = arange(0, 5000, float64).reshape(-1, 1);
        var p = likelihood.LogProbability(counts, Row(logMean, logShape).expand(5000, 2)).exp();
        Assert.Equal(1, p.sum().ToDouble(), 1e-9);
        Assert.Equal((p * counts.squeeze(1)).sum().ToDouble(), likelihood.Mean(Row(logMean, logShape)).ToDouble(), 1e-6);
        var drawn = likelihood.Sample(Row(logMean, logShape).expand(4000, 2), AllLikelihoods.Uniform(4000, 1));
        Assert.Equal(likelihood.Mean(Row(logMean, logShape)).ToDouble(), drawn.mean().ToDouble(), 4 * drawn.std().ToDouble() / Math.Sqrt(4000));
    }

    [Fact]
    public void Count_CentredAndScaled_HasThatMean()
    {
        var likelihood = new TableLikelihood([new(ColumnKind.Count, Center: 3, Scale: 0.5)]);
        Assert.Equal(Math.Exp(3 + 0.5 * 0.8), likelihood.Mean(Row(0.8, 1)).ToDouble(), 0.01);
    }

    [Fact]
    public void LogProbability_MissingCells_AddNothingAndHaveNoGradient()
    {
        var leaf = AllLikelihoods.Normal(1, 10).requires_grad_();
        var log = Every.LogProbability(Row(double.NaN, -0.7, double.NaN, double.NaN, double.NaN), leaf);
        Assert.Equal(new GaussianLearned().LogProbability(Row(-0.7), leaf.detach().narrow(1, 2, 2)).ToDouble(), log.ToDouble(), 1e-12);
        log.sum().backward();
        var gradient = leaf.grad!.data<double>().ToArray();
        Assert.All([0, 1, 4, 5, 6, 7, 8, 9], place => Assert.Equal(0, gradient[place]));
        Assert.All([2, 3], place => Assert.NotEqual(0, gradient[place]));
    }

    [Fact]
    public void LogProbability_Gradient_IsThatOfFiniteDifferences()
    {
        var (target, at) = (Row(0.3, -0.7, 4, 1, 2), AllLikelihoods.Normal(1, 10));
        var leaf = at.clone().requires_grad_();
        Every.LogProbability(target, leaf).sum().backward();
        for (var place = 0; place < 10; place++)
        {
            var step = zeros_like(at);
            step[0, place] = 1e-5;
            var slope = (Every.LogProbability(target, at + step) - Every.LogProbability(target, at - step)).ToDouble() / 2e-5;
            Assert.Equal(slope, leaf.grad![0, place].ToDouble(), 1e-6);
        }
    }

    [Fact]
    public void Mean_Row_HasTheLikeliestCategory()
    {
        var mean = Every.Mean(Row(0.1, 0, 0.2, 0, Math.Log(3), 5, 0, -1, 2, 1)).data<double>().ToArray();
        Assert.Equal([0.1, 0.2, 3, 0.5, 1], mean, (a, b) => Math.Abs(a - b) < 1e-2);
    }

    private static Tensor Row(params double[] values) => tensor(values).reshape(1, values.Length);
}
