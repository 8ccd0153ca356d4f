using Elbo.Diagnosis.Symptoms;
using Elbo.Evaluation;
using Elbo.Objectives;

namespace Elbo.Tests.Diagnosis.Symptoms;

public sealed class RateWeightTests
{
    [Theory]
    [InlineData(Reduction.Mean, 1, "The distortion was averaged", "784 times", "--reduction sum")]
    [InlineData(Reduction.Mean, 0.01, "The distortion was averaged", "7.84 times", "--reduction sum and --beta 1")]
    [InlineData(Reduction.Sum, 784, "β is as large as the number of pixels", "784 times", "--beta 1")]
    [InlineData(Reduction.Sum, 400, "β is as large as the number of pixels", "400 times", "--beta 1")]
    public void Look_RateWeighsTooMuch_IsAWarning(Reduction reduction, double beta, string title, string evidence, string remedy)
    {
        var finding = (Healthy.Run with { Training = new() { Reduction = reduction, Beta = beta }, History = [] }).Only();
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.StartsWith(title, finding.Title, StringComparison.Ordinal);
        Assert.Contains(evidence, finding.Evidence, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Reduction.Sum, 1)]
    [InlineData(Reduction.Sum, 20)]         // a β-VAE
    [InlineData(Reduction.Mean, 1.0 / 784)] // the ELBO in another unit
    public void Look_ChosenWeight_IsSilent(Reduction reduction, double beta) =>
        (Healthy.Run with { Training = new() { Reduction = reduction, Beta = beta } }).IsSilent();

    [Theory]
    [InlineData(784, 392, true)]   // half of the pixels
    [InlineData(784, 391.9, false)]
    [InlineData(2, 1.9, false)]    // a small image: below 2 is a choice
    [InlineData(2, 2, true)]
    public void Look_BetaAboutHalfOfThePixels_IsToldFromThereOn(int pixels, double beta, bool told) => Assert.Equal(told, new RateWeight().Look(
        Healthy.Run with { Model = new() { Shape = new(1, 1, pixels) }, Training = new() { Beta = beta } }) is not null);

    [Fact]
    public void Look_Collapsed_IsToldEarlyOnly()
    {
        var evidence = Healthy.Run with { HeldOut = Healthy.Numbers(206.7, 0.003, active: 0), Training = new() { Reduction = Reduction.Mean } };
        Assert.StartsWith("The posterior has collapsed", evidence.Only().Title, StringComparison.Ordinal);
        Assert.StartsWith("The distortion was averaged", evidence.Early().Only().Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Look_FewLatentsAndStillFalling_IsTheOnlyFinding() => Assert.Contains("8 of 20 latents active", (Healthy.Run with
    {
        Training = new() { Beta = 784 },
        HeldOut = Healthy.Numbers(100, 5, active: 8),
        History = [.. Healthy.History(130, 120, 105).Select(point => point with { Beta = 784 })],
    }).Only().Evidence, StringComparison.Ordinal);
}
