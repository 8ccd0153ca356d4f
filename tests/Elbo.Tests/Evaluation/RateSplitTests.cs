using Elbo.Compute.Randomness;
using Elbo.Evaluation;
using Elbo.Exchange;
using Elbo.Models;
using Elbo.Models.Priors;
using Elbo.Tests.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Evaluation;

[Collection(TorchCollection.Name)]
public sealed class RateSplitTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Estimate_AnyCodes_PartsAddUpToTheRateWithinItsError()
    {
        var codes = Random(1500, 3, spread: 1.5f, logVar: -1);
        var split = Split(codes);
        Assert.Equal(split.Rate.Value, split.MutualInformation.Value + split.MarginalKl.Value, 1e-6);
        Assert.Equal(split.MarginalKl.Value, split.TotalCorrelation.Value + split.DimensionwiseKl!.Value.Value, 1e-6);
        var rate = 0.0;
        for (var i = 0; i < codes.Mu.Length; i++)
            rate += 0.5 * (codes.Mu[i] * codes.Mu[i] + Math.Exp(codes.LogVar[i]) - 1 - codes.LogVar[i]) / codes.Count;
        Assert.Equal(rate, split.Rate.Value, 4 * split.Rate.StandardError);
        Assert.True(split.MutualInformation.Value < split.Ceiling);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.7, -1)]
    public void Estimate_CollapsedPosterior_TellsNothing(float mean, float logVar)
    {
        const int count = 500;
        var split = Split(new(count, 2, [.. Enumerable.Repeat(mean, 2 * count)], [.. Enumerable.Repeat(logVar, 2 * count)]));
        Assert.Equal(0, split.MutualInformation.Value, 1e-4);
        Assert.Equal(0, split.TotalCorrelation.Value, 1e-4);
        var kl = 0.5 * (mean * (double)mean + Math.Exp(logVar) - 1 - logVar) * 2;
        Assert.Equal(kl, split.MarginalKl.Value, 4 * split.MarginalKl.StandardError + 1e-4);
    }

    [Fact]
    public void Estimate_PosteriorsFarApart_TellEveryExample()
    {
        const int count = 64;
        // On a line, 20 standard deviations apart; the second latent carries no information.
        float[] mu = [.. Enumerable.Range(0, count).SelectMany(i => new[] { i * 2f, 0f })];
        float[] logVar = [.. Enumerable.Range(0, count).SelectMany(_ => new[] { (float)Math.Log(0.01), 0f })];
        var split = Split(new(count, 2, mu, logVar));
        Assert.Equal(Math.Log(count), split.MutualInformation.Value, 1e-4);
        Assert.Equal(0, split.TotalCorrelation.Value, 1e-4);
    }

    /// <summary>Posterior means ~ N(0, 1 − s²) with variance s² make q(z) the prior in the limit, with I = −½ log s² for each dimension.</summary>
    [Fact(Skip = Mutants.LeftOut)]
    public void Estimate_AggregateThatIsThePrior_HasNoKl()
    {
        const double variance = 0.4;
        var codes = Random(4000, 1, (float)Math.Sqrt(1 - variance), (float)Math.Log(variance));
        var split = Split(codes);
        Assert.Equal(0, split.MarginalKl.Value, 0.01);
        Assert.Equal(-0.5 * Math.Log(variance), split.MutualInformation.Value, 4 * split.MutualInformation.StandardError + 0.01);
    }

    /// <summary>Codes on a diagonal: z₁ = z₂ up to noise, both N(0, 1): TC is the mutual information of two Gaussians of correlation ρ.</summary>
    [Fact(Skip = Mutants.LeftOut)]
    public void Estimate_DependentDimensions_HaveTheirTotalCorrelation()
    {
        const double rho = 0.8;
        var draws = Random(4000, 1, (float)Math.Sqrt(rho), 0);
        var codes = new Codes(draws.Count, 2, [.. draws.Mu.SelectMany(mu => new[] { mu, mu })],
            [.. Enumerable.Repeat((float)Math.Log(1 - rho), 2 * draws.Count)]);
        var split = Split(codes);
        Assert.Equal(-0.5 * Math.Log(1 - rho * rho), split.TotalCorrelation.Value, 4 * split.TotalCorrelation.StandardError + 0.01);
        Assert.Equal(0, split.DimensionwiseKl!.Value.Value, 0.02);
    }

    [Fact]
    public void LogProbability_AnyCode_IsTheMixtureDensity()
    {
        var codes = Random(700, 3, 2, -0.5f);
        var z = Random(21, 3, 2, 0).Mu;
        var (log, marginals) = (new double[21], new double[21]);
        new AggregatePosterior(codes).LogProbability(z, log, marginals);
        for (var i = 0; i < log.Length; i++)
        {
            var (joint, product) = (0.0, 0.0);
            var density = new double[3];
            for (var n = 0; n < codes.Count; n++)
            {
                var all = 1.0;
                for (var d = 0; d < 3; d++)
                {
                    var (mu, logVar) = (codes.MuOf(n)[d], codes.LogVarOf(n)[d]);
                    var one = Math.Exp(-0.5 * Math.Pow(z[i * 3 + d] - mu, 2) / Math.Exp(logVar)) / Math.Sqrt(2 * Math.PI * Math.Exp(logVar));
                    density[d] += one / codes.Count;
                    all *= one;
                }
                joint += all / codes.Count;
            }
            product = density.Sum(Math.Log);
            Assert.Equal(Math.Log(joint), log[i], 1e-4);
            Assert.Equal(product, marginals[i], 1e-4);
        }
    }

    [Fact]
    public void Estimate_OtherThreads_GiveTheSameBits()
    {
        var codes = Random(300, 4, 1, -1);
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var one = Split(codes);
            set_num_threads(3);
            Assert.Equal(one, Split(codes));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void Estimate_Cancelled_Stops()
    {
        using var prior = new StandardNormal();
        Assert.Throws<OperationCanceledException>(() => RateSplitEvaluator.Estimate(prior, Random(10, 2, 1, 0), 0, new(canceled: true)));
    }

    private static RateSplit Split(Codes codes)
    {
        using var prior = new StandardNormal();
        return RateSplitEvaluator.Estimate(prior, codes, 5, Stop);
    }

    private static Codes Random(int count, int latents, float spread, float logVar)
    {
        var mu = new float[count * latents];
        for (var i = 0; i < count; i++)
            new Philox(9, RandomStream.Prior).FillNormal(i, mu.AsSpan(i * latents, latents));
        return new(count, latents, [.. mu.Select(value => spread * value)], [.. Enumerable.Repeat(logVar, mu.Length)]);
    }
}
