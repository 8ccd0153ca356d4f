using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Objectives;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Tests.Evaluation;

public sealed class CollapseDoctorTests
{
    private static IReadOnlyList<Finding> Examine(double rate, int active, TrainingOptions? training = null) =>
        CollapseDoctor.Examine(new SplitNumbers(200 + rate, 200, rate, ActiveLatents: active), new VaeOptions(), training ?? new());

    [Theory]
    [InlineData(25.0, 12)] // a healthy MNIST model
    [InlineData(0.6, 0)]   // little, but not nothing
    [InlineData(0.4, 1)]   // one latent still says something
    public void Examine_CodesSayEnough_IsSilent(double rate, int active) => Assert.Empty(Examine(rate, active));

    [Theory]
    [InlineData(Reduction.Mean, 1, "--reduction sum")]
    [InlineData(Reduction.Sum, 20, "--beta 1")]
    [InlineData(Reduction.Sum, 1, "--epochs")]
    public void Examine_Collapsed_IsAnErrorWithTheRemedyForItsCause(Reduction reduction, double beta, string remedy)
    {
        var finding = Assert.Single(Examine(0.003, 0, new() { Reduction = reduction, Beta = beta }));
        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains("0.003 nats", finding.Evidence, StringComparison.Ordinal);
        Assert.Contains("0 of 20", finding.Evidence, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, "--sigma 0.1")]
    [InlineData(0.1, "--warmup")]
    public void Examine_CollapsedGaussian_BlamesAWideSigmaOnly(double sigma, string remedy)
    {
        var model = new VaeOptions { Likelihood = new Gaussian(sigma) };
        var finding = Assert.Single(CollapseDoctor.Examine(new SplitNumbers(-299.9, -300, 0.1, ActiveLatents: 0), model, new()));
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Examine_MeanReductionBeforeCollapse_IsAWarning()
    {
        var finding = Assert.Single(Examine(3, 2, new() { Reduction = Reduction.Mean }));
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("784 times", finding.Evidence, StringComparison.Ordinal);
    }
}
