using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Managed;
using Elbo.Tests.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Evaluation;

[Collection(TorchCollection.Name)]
public sealed class NllEvaluatorTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binarization.Threshold, 1, 16)]
    [InlineData(Binarization.Dynamic, 200, 16)]
    [InlineData(Binarization.None, 129, 8)]
    [InlineData(Binarization.Threshold, 5, 4)]
    public void Estimate_ManagedAndTorch_GiveTheSame(Binarization binarization, int samples, int lanes)
    {
        foreach (var likelihood in new Likelihood[] { new Bernoulli(), new Gaussian(0.3) })
        {
            using var vae = new Vae(Small.Model with { Likelihood = likelihood }, seed: 5);
            var images = Small.Bars(12, 1);
            var managed = NllEvaluator.Estimate(vae, images, binarization, samples, 7, ManagedInference.For(vae, lanes), null, Stop);
            var general = NllEvaluator.Estimate(vae, images, binarization, samples, 7, engine: null, null, Stop);
            Assert.Equal(general.Nll, managed.Nll, 1e-5 * Math.Max(1, Math.Abs(general.Nll)));
            Assert.Equal(general.StandardError, managed.StandardError, 1e-4);
            Assert.Equal((12, samples, binarization), (managed.Examples, managed.Samples, managed.Binarization));
        }
    }

    /// <summary>With a decoder that ignores z, log p(x) is the decoder's own, whatever the posterior: the weights' mean is exact in the limit.</summary>
    [Fact]
    public void Estimate_DecoderThatIgnoresZAndPosteriorThatIsThePrior_IsExact()
    {
        using var vae = new Vae(Small.Model, seed: 5);
        using (no_grad())
            foreach (var (name, weight) in vae.named_parameters())
                if (name.StartsWith("latent_z", StringComparison.Ordinal) || name.StartsWith("decoder", StringComparison.Ordinal))
                    weight.zero_();
        // All logits are 0: each of 30 pixels has probability ½.
        foreach (var engine in new[] { null, ManagedInference.For(vae, 8) })
        {
            var estimate = NllEvaluator.Estimate(vae, Small.Bars(5, 1), Binarization.Threshold, 10, 0, engine, null, Stop);
            Assert.Equal(30 * Math.Log(2), estimate.Nll, 1e-5);
            Assert.Equal(0, estimate.StandardError, 1e-5);
        }
    }

    [Fact(Skip = Mutants.LeftOut)]
    public void Estimate_MoreSamples_LiesBelowNegElboAndFalls()
    {
        using var vae = new TrainedVae(new Vae(Small.Model, seed: 5), Binarization.Threshold);
        var images = Small.Bars(200, 1);
        var elbo = vae.Evaluate(images, cancellation: Stop).NegElbo;
        var (few, many) = (vae.EstimateNll(images, 10, cancellation: Stop).Nll, vae.EstimateNll(images, 400, cancellation: Stop).Nll);
        Assert.True(many < few && few < elbo, $"−ELBO {elbo}, NLL(10) {few}, NLL(400) {many}");
    }

    [Fact]
    public void Score_EachImage_AveragesToNegElbo()
    {
        using var vae = new TrainedVae(new Vae(Small.Model, seed: 5), Binarization.Threshold);
        var images = Small.Bars(50, 1);
        Assert.Equal(vae.Evaluate(images, seed: 3, cancellation: Stop).NegElbo, vae.Score(images, seed: 3, cancellation: Stop).Average(), 1e-4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_001)]
    public void Estimate_SamplesOutOfRange_SaysWhatIsAllowed(int samples)
    {
        using var vae = new TrainedVae(new Vae(Small.Model), Binarization.Threshold);
        var error = Assert.Throws<OptionsException>(() => vae.EstimateNll(Small.Bars(1, 1), samples, cancellation: Stop));
        Assert.Contains($"samples was {samples}; it must be from 1 to 1,000,000", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 0.0, 0.0 }, 0.0)]
    [InlineData(new[] { -1000.0, -1000.0, -1000.0 }, -1000.0)]
    [InlineData(new[] { 1000.0, double.NegativeInfinity }, 999.3068528194400)]
    public void LogMean_ExtremeWeights_IsExact(double[] logs, double expected) => Assert.Equal(expected, WeightSpread.Of(logs).LogMean, 1e-9);

    [Theory]
    [InlineData(new[] { 3.0, 3.0, 3.0, 3.0 }, 4, 0.25)]
    [InlineData(new[] { 900.0, -900.0 }, 1, 1)]
    [InlineData(new[] { 0.0, 0.6931471805599453 }, 1.8, 0.6666666666666666)]
    [InlineData(new[] { double.NegativeInfinity, double.NegativeInfinity }, 1, 1)]
    public void EffectiveSamples_OfWeights_IsKongs(double[] logs, double effective, double share)
    {
        var weights = WeightSpread.Of(logs);
        Assert.Equal(effective, weights.EffectiveSamples, 1e-9);
        Assert.Equal(share, weights.LargestShare, 1e-9);
    }

    /// <summary>Batches of the general path are split both ways: many images with few draws, one image with many.</summary>
    [Theory(Skip = Mutants.LeftOut)]
    [InlineData(3, 9000)]
    [InlineData(300, 33)]
    public void Estimate_AcrossBatches_FollowsTheManagedEngine(int images, int samples)
    {
        using var vae = new Vae(Small.Model, seed: 5);
        var bars = Small.Bars(images, 1);
        var general = NllEvaluator.Estimate(vae, bars, Binarization.Threshold, samples, 7, engine: null, null, Stop);
        var managed = NllEvaluator.Estimate(vae, bars, Binarization.Threshold, samples, 7, ManagedInference.For(vae, 8), null, Stop);
        Assert.All(general.PerExample.Zip(managed.PerExample), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.Equal(general.EffectiveSampleSize.Median, managed.EffectiveSampleSize.Median, 0.01 * managed.EffectiveSampleSize.Median);
    }
}
