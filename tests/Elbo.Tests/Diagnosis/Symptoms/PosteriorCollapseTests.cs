using Elbo.Diagnosis.Symptoms;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Objectives;

namespace Elbo.Tests.Diagnosis.Symptoms;

public sealed class PosteriorCollapseTests
{
    [Theory]
    [InlineData(25.0, 12)] // a healthy MNIST model
    [InlineData(0.6, 11)]  // little, but not nothing
    public void Look_CodesSayEnough_IsSilent(double rate, int active) => (Healthy.Run with { HeldOut = Healthy.Numbers(60, rate, active) }).IsSilent();

    [Theory]
    [InlineData(Reduction.Mean, 1, "--reduction sum")]
    [InlineData(Reduction.Sum, 20, "--beta 1")]
    [InlineData(Reduction.Sum, 1, "--warmup 5")]
    public void Look_Collapsed_IsOneErrorWithTheRemedyForItsCause(Reduction reduction, double beta, string remedy)
    {
        var finding = (Healthy.Run with
        {
            HeldOut = Healthy.Numbers(206.7, 0.003, active: 0),
            Training = new() { Reduction = reduction, Beta = beta },
            Spread = new(500, 0.1, 0.00002, [1]),
        }).Only();
        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains("0.003 nats", finding.Evidence, StringComparison.Ordinal);
        Assert.Equal("The posterior has collapsed: the codes say nothing about the images", finding.Title);
        Assert.Contains(
            "0 of 20 latents are active: q(z given x) is the prior whatever x is, so every image is decoded into the same average blob.",
            finding.Evidence, StringComparison.Ordinal);
        Assert.Contains("The reconstructions are all the same.", finding.Evidence, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Look_AsGoodAsNoRate_IsTheOnlyFindingAlthoughALatentCountsAsActive()
    {
        var finding = (Healthy.Run with
        {
            HeldOut = Healthy.Numbers(205.59, 0.03, active: 1),
            Training = new() { Beta = 30 },
            Spread = new(500, 0.1, 0.0002, [1]),
        }).Only();
        Assert.StartsWith("The posterior has collapsed", finding.Title, StringComparison.Ordinal);
        Assert.Contains("1 of 20 latents is active: q(z given x) is nearly the prior", finding.Evidence, StringComparison.Ordinal);
        Assert.Contains("--beta 1", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Look_CollapsedOnATable_SpeaksOfRows()
    {
        var finding = (Healthy.Run with
        {
            HeldOut = Healthy.Numbers(8.6, 0.003, active: 0),
            Model = new() { Likelihood = new TableLikelihood([]) },
            Spread = null,
            Data = null,
        }).Only();
        Assert.Equal("The posterior has collapsed: the codes say nothing about the rows", finding.Title);
        Assert.EndsWith("every row is decoded into the same average row.", finding.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, "--sigma 0.1")]
    [InlineData(0.1, "--warmup")]
    public void Look_CollapsedGaussian_BlamesAWideSigmaOnly(double sigma, string remedy)
    {
        var finding = (Healthy.Run with
        {
            Model = new() { Likelihood = new Gaussian(sigma) },
            Training = new() { Binarization = Elbo.Data.Binarization.None },
            HeldOut = Healthy.Numbers(-300, 0.1, active: 0),
        }).Only();
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.49, 0, true)]
    [InlineData(0.5, 0, false)]
    [InlineData(0.49, 1, false)] // one latent still says something
    public void Look_RateAndActiveLatents_NeedsBoth(double rate, int active, bool shows) =>
        Assert.Equal(shows, new PosteriorCollapse().Look(Healthy.Run with { HeldOut = Healthy.Numbers(206, rate, active) }) is not null);

    [Theory]
    [InlineData(0.3, "--warmup")]
    [InlineData(0.31, "σ is 0.31")]
    public void Look_CollapsedGaussianAboutTheWidestSigma_BlamesAWiderOne(double sigma, string remedy)
    {
        var evidence = Healthy.Run with { Model = new() { Likelihood = new Gaussian(sigma) }, HeldOut = Healthy.Numbers(-300, 0.1, active: 0) };
        Assert.Contains(remedy, new PosteriorCollapse().Look(evidence)!.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Look_CollapsedWithoutASpread_IsSilentAboutReconstructions() => Assert.DoesNotContain(
        "reconstructions", new PosteriorCollapse().Look(Healthy.Run with { HeldOut = Healthy.Numbers(206.7, 0.003, active: 0), Spread = null })!.Evidence,
        StringComparison.Ordinal);

    [Fact]
    public void Look_FirstSteps_IsSilent() => (Healthy.Run with { HeldOut = Healthy.Numbers(206.7, 0.003, active: 0) }).Early().IsSilent();

    [Fact]
    public void Look_DuringWarmup_IsSilent()
    {
        var evidence = Healthy.Run with { Epoch = 4, HeldOut = Healthy.Numbers(206.7, 0.003, active: 0) };
        (evidence with { History = [Healthy.Run.History[^1] with { Epoch = 4, Beta = 0.8 }] }).IsSilent();
        Assert.Equal(Severity.Error, (evidence with { History = [Healthy.Run.History[^1] with { Epoch = 4, Beta = 1 }] }).Only().Severity);
    }

    [Theory]
    [InlineData(0.099, 0.0099, 0.1, true)]
    [InlineData(0.1, 0.0099, 0.1, false)]
    [InlineData(0.099, 0.01, 0.1, false)]
    [InlineData(0.099, 0.0099, 0, false)] // images that are all alike say nothing
    public void Look_OneActiveLatent_NeedsNoRateAndOneImage(double rate, double share, double targets, bool shows) => Assert.Equal(
        shows, new PosteriorCollapse().Look(Healthy.Run with
        {
            HeldOut = Healthy.Numbers(206, rate, active: 1),
            Spread = new(500, targets, targets == 0 ? 0 : targets * share, [1]),
        }) is not null);

    [Theory]
    [InlineData(0.0004, "The reconstructions are all the same.")]
    [InlineData(0.0005, "The reconstructions vary 0.1 % as much as the images do.")]
    [InlineData(0.002, "The reconstructions vary 0.2 % as much as the images do.")]
    public void Look_OfASpread_SaysHowMuchReconstructionsVary(double share, string evidence) => Assert.EndsWith(evidence, new PosteriorCollapse().Look(
        Healthy.Run with { HeldOut = Healthy.Numbers(206, 0.003, active: 0), Spread = new(500, 0.25, 0.25 * share, [1]) })!.Evidence, StringComparison.Ordinal);
}
