using Elbo.Evaluation;
using Elbo.Objectives;

namespace Elbo.Tests.Diagnosis.Symptoms;

public sealed class RateWeightTests
{
    [Theory]
    [InlineData(Reduction.Mean, 1, "784 times", "--reduction sum")]
    [InlineData(Reduction.Mean, 0.01, "7.84 times", "--reduction sum")]
    [InlineData(Reduction.Sum, 784, "784 times", "--beta 1")]
    [InlineData(Reduction.Sum, 400, "400 times", "--beta 1")]
    public void Look_RateWeighsTooMuch_IsAWarning(Reduction reduction, double beta, string evidence, string remedy)
    {
        var finding = (Healthy.Run with { Training = new() { Reduction = reduction, Beta = beta }, History = [] }).Only();
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains(evidence, finding.Evidence, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Reduction.Sum, 1)]
    [InlineData(Reduction.Sum, 20)]         // a β-VAE
    [InlineData(Reduction.Mean, 1.0 / 784)] // the ELBO in another unit
    public void Look_ChosenWeight_IsSilent(Reduction reduction, double beta) =>
        (Healthy.Run with { Training = new() { Reduction = reduction, Beta = beta } }).IsSilent();
}
