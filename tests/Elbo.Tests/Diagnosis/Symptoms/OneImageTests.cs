using Elbo.Diagnosis.Symptoms;
using Elbo.Evaluation;

namespace Elbo.Tests.Diagnosis.Symptoms;

public sealed class OneImageTests
{
    [Fact]
    public void Look_ReconstructionsAllAlike_IsAnErrorWithTheirShare()
    {
        var finding = (Healthy.Run with { Spread = new(500, 0.1, 0.0005, [0.5]) }).Only();
        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains("vary 0.50 % as much", finding.Evidence, StringComparison.Ordinal);
        Assert.Contains("--activation gelu", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1, 0.03)]  // two latents
    [InlineData(0.1, 0.002)]
    [InlineData(0, 0)]       // data that are one image
    public void Look_ReconstructionsDiffer_IsSilent(double targets, double reconstructions) =>
        (Healthy.Run with { Spread = new(500, targets, reconstructions, [0.5]) }).IsSilent();

    [Fact]
    public void Look_FirstSteps_IsSilent() => (Healthy.Run with { Spread = new(500, 0.1, 0, [0.5]) }).Early().IsSilent();

    [Theory]
    [InlineData(0.0099, true)]
    [InlineData(0.01, false)] // a hundredth
    public void Look_AboutAHundredthOfTheVariance_IsToldBelow(double share, bool told) =>
        Assert.Equal(told, new OneImage().Look(Healthy.Run with { Spread = new(500, 1, share, [0.5]) }) is not null);

    [Fact]
    public void Look_Collapsed_LeavesItToTheCollapse() => Assert.StartsWith("The posterior has collapsed", (Healthy.Run with
    {
        Spread = new(500, 0.1, 0, [1]),
        HeldOut = Healthy.Numbers(206.7, 0.003, active: 0),
    }).Only().Title, StringComparison.Ordinal);

    [Fact]
    public void Look_StillGettingBetter_AdvisesToGoOnFirst()
    {
        var finding = (Healthy.Run with { Spread = new(500, 0.1, 0.0005, [0.5]), History = Healthy.History(150, 120, 100) }).Only();
        Assert.StartsWith("It was still getting better: Go on with elbo train --resume", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("a lower learning rate (--lr 3.3e-4 instead of 0.001)", finding.Remedy, StringComparison.Ordinal);
    }
}
