using Elbo.Diagnosis;
using Elbo.Diagnosis.Symptoms;
using Elbo.Evaluation;
using Elbo.Models.Priors;

namespace Elbo.Tests.Diagnosis.Symptoms;

public sealed class ExplodingPosteriorTests
{
    [Theory]
    [InlineData(1, "--lr 3.3e-4")]
    [InlineData(0.01, "--beta 1")]
    public void Look_WidePosterior_IsAWarningWithItsVariance(double beta, string remedy)
    {
        var finding = (Healthy.Run with { Training = new() { Beta = beta }, Spread = new(500, 0.1, 0.08, [0.05, 7.5, 1]) }).Only();
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("1 of 20 latents have a mean posterior variance above 4, up to 7.5", finding.Evidence, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Look_WidePosteriorUnderALearnedPrior_IsSilent() => (Healthy.Run with
    {
        Model = new() { Prior = new VampOptions() },
        Spread = Healthy.Run.Spread! with { PosteriorVariance = [.. Enumerable.Repeat(9.0, 20)] },
    }).IsSilent();

    [Fact]
    public void Look_LatentDearerThanTwiceLogN_IsAWarningWithItsRate()
    {
        var finding = (Healthy.Run with { HeldOut = Healthy.Numbers(60, 27, 19, [.. Enumerable.Repeat(1.0, 19), 30]) }).Only();
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("1 of 20 latents cost up to 30.0 nats", finding.Evidence, StringComparison.Ordinal);
        Assert.Contains("11.0 nats would tell all 60,000", finding.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 22.0)]          // neither is above its limit: log 60,000 = 11.002, twice it 22.004
    [InlineData(3.9, 22.003)]
    public void Look_AtTheLimits_IsSilent(double variance, double rate) => Assert.Null(new ExplodingPosterior().Look(Exploding(variance, rate)));

    [Theory]
    [InlineData(4.1, 22.0, "mean posterior variance", "nats per example each")]
    [InlineData(4, 22.1, "nats per example each", "mean posterior variance")]
    public void Look_AboveOneLimit_NamesThatOne(double variance, double rate, string named, string other)
    {
        var finding = new ExplodingPosterior().Look(Exploding(variance, rate))!;
        Assert.Contains(named, finding.Evidence, StringComparison.Ordinal);
        Assert.DoesNotContain(other, finding.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Look_OneTrainingExample_DoesNotPriceLatents() =>
        Assert.Null(new ExplodingPosterior().Look(Exploding(1, 30) with { Data = new(1, 0.19, null) }));

    [Fact]
    public void Look_FirstSteps_IsSilent() => Assert.Null(new ExplodingPosterior().Look(Exploding(9, 30).Early()));

    [Fact]
    public void Look_PosteriorAsWideAsThePriorAndLatentOfTenNats_IsSilent() => (Healthy.Run with
    {
        Spread = new(500, 0.1, 0.08, [1.2, 0.01]),
        HeldOut = Healthy.Numbers(60, 27, 19, [10, 10, 7]),
    }).IsSilent();

    private static Evidence Exploding(double variance, double rate) => Healthy.Run with
    {
        Spread = new(500, 0.1, 0.08, [1, variance]),
        HeldOut = Healthy.Numbers(60, 27, 19, [1, rate]),
    };
}
