using Elbo.Evaluation;
using Elbo.Objectives;

namespace Elbo.Tests.Diagnosis;

public sealed class UnderfittingTests
{
    [Theory]
    [InlineData(205.2, 1, "--epochs 40")] // 0.65 nats below independent pixels: 2.5 standard errors
    [InlineData(230, 1, "--epochs 40")]
    [InlineData(300, 0.01, "--beta 1")]
    public void NoBetterThanPixels_NearOrAboveThem_IsAWarning(double negElbo, double beta, string remedy)
    {
        var finding = (Healthy.Run with { HeldOut = Healthy.Numbers(negElbo - 29, 29), Training = new() { Beta = beta }, History = [] }).Only();
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("205.85", finding.Evidence, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void NoBetterThanPixels_ClearlyBetter_IsSilent() => (Healthy.Run with { HeldOut = Healthy.Numbers(205, 0, 15) with { NegElbo = 205 } }).IsSilent();

    [Fact]
    public void NoBetterThanPixels_FirstSteps_IsSilent() => (Healthy.Run with { HeldOut = Healthy.Numbers(230, 29) }).Early().IsSilent();

    [Fact]
    public void StillFalling_SteepLastEpoch_IsInfo()
    {
        var finding = (Healthy.Run with { History = Healthy.History(100, 97, 95) }).Only();
        Assert.Equal(Severity.Info, finding.Severity);
        Assert.Contains("by 2.00 nats per example, to 95.00", finding.Evidence, StringComparison.Ordinal);
        Assert.Contains("--resume --out RUN --epochs 40", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(88.2, 87.94)]  // flat
    [InlineData(87.94, 89.94)] // rising
    [InlineData(87.94)]        // nothing to compare with
    public void StillFalling_FlatEnd_IsSilent(params double[] heldOut) => (Healthy.Run with { History = Healthy.History(heldOut) }).IsSilent();

    [Fact]
    public void StillFalling_AnotherObjective_IsSilent() => (Healthy.Run with
    {
        Training = new() { Objective = new Iwae() },
        History = Healthy.History(100, 97, 95),
    }).IsSilent();

    [Fact]
    public void StillFalling_BeforeTheLastEpoch_IsSilent() => (Healthy.Run with { Epoch = 19, History = Healthy.History(100, 97, 95) }).IsSilent();
}
