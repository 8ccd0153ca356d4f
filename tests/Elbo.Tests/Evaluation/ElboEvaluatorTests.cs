using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Exchange;
using Elbo.Models;
using Elbo.Tests.Golden;
using Elbo.Tests.Models.Posteriors;
using Elbo.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Evaluation;

public sealed class ElboEvaluatorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, Binarization.Threshold)]
    [InlineData(500, Binarization.Dynamic)]
    [InlineData(501, Binarization.None)]
    [InlineData(501, Binarization.Threshold)]
    [InlineData(1203, Binarization.Dynamic)]
    public void Estimate_AnyNumberOfImages_EqualsOneByOne(int count, Binarization binarization)
    {
        var images = Small.Bars(count, 5);
        using var model = SeedVae.Model();
        var estimate = ElboEvaluator.Estimate(model, images, binarization, seed: 8, round: 3, Cancellation);

        // One image at a time, in double precision, with the noise and bits of its index.
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var exact = SeedVae.Model();
        exact.to(ScalarType.Float64);
        var bits = new Batches(images, binarization, new Philox(8, RandomStream.EvaluationBinarization, 3), CPU);
        var eps = new float[4];
        var (distortions, rates) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            using var inner = NewDisposeScope();
            new Philox(8, RandomStream.EvaluationNoise, 3).FillNormal(i, eps);
            var (input, target) = bits.Gather([i]);
            var q = exact.Encode(input.to(ScalarType.Float64)).Gaussian();
            var l = exact.Decode(q.Mu + exp(q.LogVar / 2) * tensor(eps.ToArray()).to(ScalarType.Float64));
            distortions[i] = (l.clamp_min(0) - l * target + log1p(exp(-l.abs()))).sum().ToDouble();
            rates[i] = (0.5 * (q.Mu.square() + q.LogVar.exp() - 1 - q.LogVar)).sum().ToDouble();
        }
        var each = distortions.Zip(rates, (d, r) => d + r).ToArray();

        Assert.Equal((count, binarization), (estimate.Examples, estimate.Binarization));
        Assert.Equal(distortions.Average(), estimate.Distortion, 1e-5);
        Assert.Equal(rates.Average(), estimate.Rate, 1e-6);
        Assert.Equal(each.Average(), estimate.NegElbo, 1e-5);
        Assert.Equal(estimate.Distortion + estimate.Rate, estimate.NegElbo, 1e-10);
        Assert.Equal(estimate.RatePerDimension!.Sum(), estimate.Rate, 1e-7);
        Assert.Equal(4, estimate.RatePerDimension!.Count);
        var variance = count > 1 ? each.Sum(e => Math.Pow(e - each.Average(), 2)) / (count - 1) : 0;
        Assert.Equal(Math.Sqrt(variance / count), estimate.StandardError, 1e-5);
    }

    [Fact]
    public void Estimate_HandMadeModel_CountsActiveLatents()
    {
        // x is 0 or 1, one pixel; mu = a·x with logvar 0; the decoder always gives logit 0.
        double[] slopes = [0, 0.15, 0.25, -1, 0];
        using var model = new Vae(new() { Shape = new(1, 1, 1), Hidden = [1], DecoderHidden = [1], Latents = 5 });
        using (no_grad())
        {
            foreach (var (_, parameter) in model.named_parameters())
                parameter.zero_();
            model.get_parameter("encoder.fc1.weight")!.fill_(1);
            model.get_parameter("latent_z.mu.weight")!.copy_(tensor(slopes).reshape(5, 1));
        }
        var images = new ImageSet(new(1, 1, 1), new byte[] { 0, 255, 0, 255, 255, 0 });
        var estimate = ElboEvaluator.Estimate(model, images, Binarization.Threshold, cancellation: Cancellation);

        // The variance of x is ¼, that of mu a²/4: 0.0056, 0.0156 and 0.25. Two are above 0.01.
        Assert.Equal(2, estimate.ActiveLatents);
        // KL is ½ a² where x is 1, in half of the images.
        Assert.Equal(slopes.Select(a => a * a / 4), estimate.RatePerDimension!, (a, b) => Math.Abs(a - b) < 1e-8);
        Assert.Equal(Math.Log(2), estimate.Distortion, 1e-6);
        // Half of the images at log 2, half at log 2 + ½ Σ a²: the sample's standard deviation over √6.
        var gap = slopes.Sum(a => a * a) / 2;
        Assert.Equal(Math.Sqrt(6 * gap * gap / 4 / 5 / 6), estimate.StandardError, 1e-6);
    }

    [Fact]
    public void Estimate_PosteriorIsThePrior_HasExactlyNoRate()
    {
        using var model = SeedVae.Model();
        using (no_grad())
            foreach (var (name, parameter) in model.named_parameters().Where(p => p.name.StartsWith("latent_z", StringComparison.Ordinal)))
                parameter.zero_();
        var estimate = ElboEvaluator.Estimate(model, Small.Bars(64, 5), Binarization.Threshold, cancellation: Cancellation);
        Assert.Equal((0.0, 0), (estimate.Rate, estimate.ActiveLatents));
    }

    [Fact]
    public void Estimate_SeedAndRound_DecideTheDraws()
    {
        using var model = SeedVae.Model();
        var images = Small.Bars(50, 5);
        double NegElbo(ulong seed, int round) =>
            ElboEvaluator.Estimate(model, images, Binarization.Dynamic, seed, round, Cancellation).NegElbo;
        Assert.Equal(NegElbo(1, 1), NegElbo(1, 1));
        Assert.NotEqual(NegElbo(1, 1), NegElbo(1, 2));
        Assert.NotEqual(NegElbo(1, 1), NegElbo(2, 1));
    }
}
