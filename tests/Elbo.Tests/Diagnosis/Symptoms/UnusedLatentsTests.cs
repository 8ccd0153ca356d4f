using Elbo.Diagnosis.Symptoms;
using Elbo.Evaluation;

namespace Elbo.Tests.Diagnosis.Symptoms;

public sealed class UnusedLatentsTests
{
    [Theory]
    [InlineData(9, Severity.Info, "9 of 20 latents are active", "--latents 11")]
    [InlineData(3, Severity.Info, "3 of 20 latents are active", "--latents 3")]
    [InlineData(2, Severity.Warning, "2 of 20 latents are active", "--warmup 10")]
    [InlineData(1, Severity.Warning, "1 of 20 latents is active", "--warmup 10")]
    public void Look_FewActive_SaysHowGrave(int active, Severity severity, string evidence, string remedy)
    {
        var finding = (Healthy.Run with { HeldOut = Healthy.Numbers(60, 20, active) }).Only();
        Assert.Equal(severity, finding.Severity);
        Assert.Contains(evidence, finding.Evidence, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(2)]
    public void Look_HeavyRate_BlamesBeta(int active) => Assert.Contains(
        "--beta 1", (Healthy.Run with { HeldOut = Healthy.Numbers(140, 4.4, active), Training = new() { Beta = 8 } }).Only().Remedy, StringComparison.Ordinal);

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    public void Look_HalfOrMoreActive_IsSilent(int active) => (Healthy.Run with { HeldOut = Healthy.Numbers(60, 27, active) }).IsSilent();

    [Fact]
    public void Look_FirstSteps_IsSilent() => (Healthy.Run with { HeldOut = Healthy.Numbers(60, 20, 2) }).Early().IsSilent();

    [Theory]
    [InlineData(8, "Nothing needs to be done", 1)]
    [InlineData(8, "weighs 1.5 times", 1.5)]
    [InlineData(2, "--warmup 10", 1)]
    [InlineData(2, "Lower the rate's weight: --beta 1.", 1.5)]
    [InlineData(1, "--warmup 10", 0.5)]
    public void Look_OfARateWeight_BlamesOneAboveOne(int active, string remedy, double beta) => Assert.Contains(
        remedy, new UnusedLatents().Look(Healthy.Run with { HeldOut = Healthy.Numbers(60, 20, active), Training = new() { Beta = beta } })!.Remedy,
        StringComparison.Ordinal);

    [Fact]
    public void Look_Collapsed_LeavesItToTheCollapse() => Assert.StartsWith(
        "The posterior has collapsed", (Healthy.Run with { HeldOut = Healthy.Numbers(206.7, 0.003, active: 0) }).Only().Title, StringComparison.Ordinal);

    [Fact]
    public void Look_WarmedUpAlready_AdvisesALongerOne() => Assert.Contains("--warmup 24 --epochs 48", new UnusedLatents().Look(
        Healthy.Run with { HeldOut = Healthy.Numbers(60, 20, 2), Training = new() { Warmup = 12 } })!.Remedy, StringComparison.Ordinal);

    [Fact]
    public void Look_NoneActiveButARate_AdvisesWarmup() => Assert.Contains(
        "--warmup 10", new UnusedLatents().Look(Healthy.Run with { HeldOut = Healthy.Numbers(60, 20, active: 0) })!.Remedy, StringComparison.Ordinal);
}
