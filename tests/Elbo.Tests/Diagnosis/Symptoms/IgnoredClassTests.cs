using Elbo.Diagnosis.Symptoms;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Objectives;

namespace Elbo.Tests.Diagnosis.Symptoms;

public sealed class IgnoredClassTests
{
    [Theory]
    [InlineData(null, "Show the known labels more often: --labels-per-batch 21. Fewer latents leave z less room for the class: --latents 5.")]
    [InlineData(20, "Show the known labels more often: --labels-per-batch 21. Fewer latents leave z less room for the class: --latents 5.")]
    [InlineData(21, "Check that the labels are those of the examples. Fewer latents leave z less room for the class: --latents 5.")]
    public void Look_SamplesOfAnyClass_IsAWarningThatLooksAtTheLabelsInABatch(int? labels, string remedy)
    {
        var finding = (Healthy.Run with
        {
            Training = new() { Objective = new M2(LabelsKnown: 100, LabelsPerBatch: labels) },
            Spread = Healthy.Run.Spread! with { ClassShare = 0.035 },
        }).Only();
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("changes by 3.5 % of the variance of the images", finding.Evidence, StringComparison.Ordinal);
        Assert.Equal(remedy, finding.Remedy);
    }

    [Fact]
    public void Look_OneLatent_DoesNotAdviseFewer() => Assert.Equal("Check that the labels are those of the examples.", new IgnoredClass().Look(Healthy.Run with
    {
        Model = new() { Latents = 1 },
        Training = new() { Objective = new M2() },
        Spread = Healthy.Run.Spread! with { ClassShare = 0 },
    })!.Remedy);

    [Theory]
    [InlineData(0.099, true)]
    [InlineData(0.1, false)]
    [InlineData(null, false)] // a model without a class
    public void Look_AboutATenthOfTheVariance_IsToldBelow(double? share, bool told) =>
        Assert.Equal(told, new IgnoredClass().Look(Healthy.Run with { Spread = Healthy.Run.Spread! with { ClassShare = share } }) is not null);

    [Fact]
    public void Look_FirstSteps_IsSilent() => (Healthy.Run with { Spread = Healthy.Run.Spread! with { ClassShare = 0 } }).Early().IsSilent();

    [Fact]
    public void Look_OfATable_SpeaksOfRows() => Assert.Contains("of the variance of the rows", new IgnoredClass().Look(Healthy.Run with
    {
        Model = new() { Likelihood = new TableLikelihood([]) },
        Spread = Healthy.Run.Spread! with { ClassShare = 0.035 },
    })!.Evidence, StringComparison.Ordinal);
}
