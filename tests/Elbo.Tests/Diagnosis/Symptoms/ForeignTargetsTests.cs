using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Likelihoods;

namespace Elbo.Tests.Diagnosis.Symptoms;

public sealed class ForeignTargetsTests
{
    [Fact]
    public void Look_GreyUnderBernoulli_IsAWarningWithTheirShare()
    {
        var finding = (Healthy.Run with { Training = new() { Binarization = Binarization.None } }).Only();
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("19.0 % of the pixels are neither 0 nor 1", finding.Evidence, StringComparison.Ordinal);
        Assert.Contains("--binarization dynamic", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Binarization.Threshold, 0.19)]
    [InlineData(Binarization.Dynamic, 0.19)]
    [InlineData(Binarization.None, 0)] // black and white files: static binarization
    public void Look_BinaryUnderBernoulli_IsSilent(Binarization binarization, double grey) =>
        (Healthy.Run with { Training = new() { Binarization = binarization }, Data = Healthy.Run.Data! with { GreyShare = grey } }).IsSilent();

    [Theory]
    [InlineData(Binarization.Threshold, 0.19)]
    [InlineData(Binarization.None, 0)]
    public void Look_BinaryUnderGaussian_IsAWarningWithItsSigma(Binarization binarization, double grey)
    {
        var finding = (Healthy.Run with
        {
            Model = new() { Likelihood = new Gaussian(0.2) },
            Training = new() { Binarization = binarization },
            Data = Healthy.Run.Data! with { GreyShare = grey },
        }).Only();
        Assert.StartsWith("Black and white targets under a Gaussian likelihood", finding.Title, StringComparison.Ordinal);
        Assert.Contains("σ is 0.2", finding.Evidence, StringComparison.Ordinal);
        Assert.Contains("--likelihood bernoulli", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Look_BinaryUnderAnotherDensity_NamesIt()
    {
        var finding = (Healthy.Run with { Model = new() { Likelihood = new Laplace() }, Training = new() { Binarization = Binarization.Threshold } }).Only();
        Assert.Contains("Laplace, learned scale", finding.Title, StringComparison.Ordinal);
        Assert.Contains("--binarization none", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Look_BinaryUnderLevels_IsSilent() =>
        (Healthy.Run with { Model = new() { Likelihood = new Categorical(2) }, Training = new() { Binarization = Binarization.Threshold } }).IsSilent();

    [Fact]
    public void Look_GreyUnderGaussian_IsSilent() =>
        (Healthy.Run with { Model = new() { Likelihood = new Gaussian() }, Training = new() { Binarization = Binarization.None } }).IsSilent();
}
