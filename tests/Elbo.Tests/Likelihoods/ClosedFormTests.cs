using Elbo.Likelihoods;
using Elbo.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Likelihoods;

/// <summary>Values against plain formulas and against numbers computed with 50 digits.</summary>
[Collection(TorchCollection.Name)]
public sealed class ClosedFormTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    // make_golden.py
    [Theory]
    [InlineData(0.3, 1e-07, -2.0000000416666667e-08, 0.5000000083333334)]
    [InlineData(1.0, 0.01, 0.00499583333680555, 0.5008333319444478)]
    [InlineData(0.75, 0.2499, 0.05987426907719215, 0.5208033568213215)]
    [InlineData(0.75, 0.2501, 0.05992010674435527, 0.5208199715335451)]
    [InlineData(0.0, -0.6, 0.28504474458032886, 0.45029745150579586)]
    [InlineData(0.1, -40.0, -0.3111205458860639, 0.024999999999999994)]
    [InlineData(0.9, 500.0, -43.785391901577796, 0.998)]
    public void ContinuousBernoulli_Golden_ToTenDigits(double x, double logit, double log, double mean)
    {
        Assert.Equal(log, Log(new ContinuousBernoulli(), x, logit), 1e-10 * Math.Max(1, Math.Abs(log)));
        Assert.Equal(mean, new ContinuousBernoulli().Mean(Row(logit)).ToDouble(), 1e-10);
        var single = new ContinuousBernoulli().LogProbability(Row(x).@float(), Row(logit).@float()).ToDouble();
        Assert.Equal(log, single, 1e-6 * Math.Max(1, Math.Abs(log)));
    }

    [Theory]
    [InlineData(0, 0.1, -2.0, -1.1195452737952374)]
    [InlineData(1, 0.1, -2.0, -5.051042905520258)]
    [InlineData(128, 0.5, -4.0, -2.9787411504367287)]
    [InlineData(200, 0.1, -4.5, -58.07140086588754)]
    [InlineData(254, 1.2, -1.0, -5.990161225412996)]
    [InlineData(255, 0.9, -3.0, -2.0729250434162405)]
    [InlineData(255, -3.0, -1.0, -11.038999989705756)]
    public void DiscretizedLogistic_Golden_ToEightDigits(int level, double mean, double logScale, double log)
    {
        Assert.Equal(log, Log(new DiscretizedLogistic(), level / 255.0, mean, logScale), 1e-8 * Math.Max(1, Math.Abs(log)));
        var single = new DiscretizedLogistic().LogProbability(Row(level / 255.0).@float(), Row(mean, logScale).@float()).ToDouble();
        Assert.Equal(log, single, 1e-5 * Math.Max(1, Math.Abs(log)));
    }

    [Theory]
    [InlineData(0, -3.0, 0.5, -0.2670296887161475)]
    [InlineData(1, 0.0, 0.0, -5.545177450935158)]
    [InlineData(128, 4.0, 4.0, -3.6027267371173375)]
    [InlineData(255, -2.0, -2.0, -1.4819214037638186)]
    [InlineData(17, 2.0, 5.0, -3.2229907737778962)]
    [InlineData(255, 1.0, 6.0, -424.2635190596367)]
    public void BetaBinomial_Golden_ToEightDigits(int level, double logAlpha, double logBeta, double log)
    {
        Assert.Equal(log, Log(new BetaBinomial(), level / 255.0, logAlpha, logBeta), 1e-8 * Math.Max(1, Math.Abs(log)));
        var single = new BetaBinomial().LogProbability(Row(level / 255.0).@float(), Row(logAlpha, logBeta).@float()).ToDouble();
        Assert.Equal(log, single, 1e-6 * Math.Max(1, Math.Abs(log)));
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(-0.26)]
    [InlineData(0.24)]
    [InlineData(2)]
    public void ContinuousBernoulli_AwayFromHalf_IsThePapersNormaliser(double logit)
    {
        var lambda = 1 / (1 + Math.Exp(-logit));
        var constant = 2 * Math.Atanh(1 - 2 * lambda) / (1 - 2 * lambda); // eq. 8
        var mean = lambda / (2 * lambda - 1) + 1 / (2 * Math.Atanh(1 - 2 * lambda)); // eq. 9
        Assert.Equal(0.3 * Math.Log(lambda) + 0.7 * Math.Log(1 - lambda) + Math.Log(constant), Log(new ContinuousBernoulli(), 0.3, logit), 1e-11);
        Assert.Equal(mean, new ContinuousBernoulli().Mean(Row(logit)).ToDouble(), 1e-11);
    }

    [Fact]
    public void ContinuousBernoulli_AtHalf_IsUniform()
    {
        Assert.Equal(0, Log(new ContinuousBernoulli(), 0.3, 0), 1e-15);
        Assert.Equal(0.5, new ContinuousBernoulli().Mean(Row(0)).ToDouble(), 1e-15);
    }

    [Fact]
    public void GaussianOptimal_Batch_HasTheSigmaOfItsErrors()
    {
        var (target, mean) = (AllLikelihoods.Uniform(8, 5), AllLikelihoods.Normal(8, 5));
        target[3, 2] = double.NaN;
        var errors = (target - mean).square().flatten().data<double>().Where(error => !double.IsNaN(error)).ToArray();
        Assert.Equal(39, errors.Length);
        var variance = errors.Average();
        // The log-density of the best Gaussian: −N/2 · (log 2πσ² + 1).
        Assert.Equal(-39 / 2.0 * (Math.Log(2 * Math.PI * variance) + 1), new GaussianOptimal().LogProbability(target, mean).sum().ToDouble(), 1e-9);
    }

    [Fact]
    public void GaussianLearned_SameSigmaEverywhere_IsTheFixedGaussian()
    {
        var (target, mean) = (AllLikelihoods.Uniform(4, 6), AllLikelihoods.Normal(4, 6));
        var parameters = cat([mean, full_like(mean, 2 * Math.Log(0.3))], 1);
        var expected = new Gaussian(0.3).LogProbability(target, mean);
        // The soft limits of the log-variance move it by 1.6e-4 here.
        Assert.True((new GaussianLearned().LogProbability(target, parameters) / expected - 1).abs().max().ToDouble() < 1e-3);
    }

    [Fact]
    public void Laplace_SameScaleEverywhere_IsTheFixedOne()
    {
        var (target, mean) = (AllLikelihoods.Uniform(4, 6), AllLikelihoods.Normal(4, 6));
        var parameters = cat([mean, full_like(mean, Math.Log(0.3))], 1);
        var expected = new Laplace(0.3).LogProbability(target, mean);
        // The soft limits of log b move it by 0.007 here.
        Assert.True((new Laplace().LogProbability(target, parameters) / expected - 1).abs().max().ToDouble() < 0.03);
    }

    [Fact]
    public void BetaBinomial_AlphaAndBetaOne_IsUniform()
    {
        var values = AllLikelihoods.Values(new BetaBinomial());
        var log = new BetaBinomial().LogProbability(values, zeros(256, 2, float64));
        Assert.True((log + Math.Log(256)).abs().max().ToDouble() < 1e-3); // the soft limit: log α = 4.5e-5
    }

    [Fact]
    public void LogisticMixture_EqualComponents_IsOneLogistic()
    {
        var (target, one) = (AllLikelihoods.Targets(new DiscretizedLogistic(), 5, 1), AllLikelihoods.Normal(5, 2));
        var three = cat([zeros(5, 3, float64), one.narrow(1, 0, 1).expand(5, 3), one.narrow(1, 1, 1).expand(5, 3)], 1);
        var difference = new LogisticMixture(3).LogProbability(target, three) - new DiscretizedLogistic().LogProbability(target, one);
        Assert.True(difference.abs().max().ToDouble() < 1e-12);
    }

    private static double Log(Likelihood likelihood, double x, params double[] parameters) => likelihood.LogProbability(Row(x), Row(parameters)).ToDouble();

    private static Tensor Row(params double[] values) => tensor(values).reshape(1, values.Length);
}
