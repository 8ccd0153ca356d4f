using Elbo.Diagnosis;
using Elbo.Diagnosis.Symptoms;
using Elbo.Evaluation;
using Elbo.Objectives;
using Elbo.Training;

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

    [Theory]
    [InlineData(205.08, true)]  // 0.77 below: within three standard errors of 0.26
    [InlineData(205.06, false)] // 0.79 below
    public void NoBetterThanPixels_AboutThreeStandardErrorsBelow_IsToldWithin(double negElbo, bool told)
    {
        var evidence = Healthy.Run with { HeldOut = Healthy.Numbers(negElbo - 29, 29), History = [] };
        Assert.Equal(told, new NoBetterThanPixels().Look(evidence) is not null);
    }

    [Theory]
    [InlineData(1e-3, "had 0.001, which suits most networks")]
    [InlineData(6e-4, "had 0.0006, which suits most networks")]
    [InlineData(4e-4, "had 0.0004, and --lr 1e-3 suits most networks")]
    [InlineData(3e-3, "had 0.003, and --lr 1e-3 suits most networks")]
    public void NoBetterThanPixels_OfALearningRate_AdvisesAnotherOne(double rate, string remedy) => Assert.Contains(
        remedy, (Healthy.Run with { HeldOut = Healthy.Numbers(230, 29), Training = new() { LearningRate = rate }, History = [] }).Only().Remedy,
        StringComparison.Ordinal);

    [Fact]
    public void NoBetterThanPixels_Collapsed_LeavesItToTheCollapse() =>
        Assert.StartsWith("The posterior has collapsed", (Healthy.Run with { HeldOut = Healthy.Numbers(206.7, 0.003, active: 0) }).Only().Title,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(10, "The rate weighs 10 times as much as in the ELBO. Train with --beta 1.")]
    [InlineData(1, "or with another learning rate: --lr 3.3e-4 instead of 0.001.")]
    public void NoBetterThanPixels_AHeavyRateOrStepsThatWereNotFinite_AreBlamed(double beta, string remedy) => Assert.EndsWith(
        remedy, new NoBetterThanPixels().Look(Healthy.Run with
        {
            HeldOut = Healthy.Numbers(230, 29),
            Training = new() { Beta = beta },
            Incidents = beta > 1 ? [] : [new(1, 1, 1, NonFinitePolicy.Skip, "")],
        })!.Remedy, StringComparison.Ordinal);

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

    [Theory]
    [InlineData(96.11, true)]  // a gain of 1.11 of 110.85 nats learned
    [InlineData(96.10, false)] // 1.10: less than a hundredth
    public void StillFalling_AboutAHundredthOfWhatWasLearned_IsToldAbove(double before, bool told) =>
        Assert.Equal(told, new StillFalling().Look(Healthy.Run with { History = Healthy.History(before, 95) }) is not null);

    [Theory]
    [InlineData(2, 0.25, 295, false)]  // a hundredth of the 200 nats that were learned
    [InlineData(2, 0.25, 294, true)]
    [InlineData(2, 2, 205.85, false)]  // one standard error
    [InlineData(2, 1.99, 205.85, true)]
    [InlineData(2, 0.25, 95, false)]   // nothing was learned
    public void StillFalling_GainAtTheMargin_IsToldBeyond(double gain, double error, double pixels, bool told) => Assert.Equal(
        told, new StillFalling().Look(Healthy.Run with
        {
            HeldOut = Healthy.Run.HeldOut with { StandardError = error },
            Data = Healthy.Run.Data! with { PixelModel = pixels },
            History = Healthy.History(95 + gain, 95),
        }) is not null);

    [Fact]
    public void StillFalling_GainWithinTheStandardError_IsSilent() => Assert.Null(new StillFalling().Look(
        Healthy.Run with { HeldOut = Healthy.Run.HeldOut with { StandardError = 2.5 }, History = Healthy.History(97, 95) }));

    [Fact]
    public void StillFalling_WorseThanIndependentPixels_IsSilent() =>
        Assert.Null(new StillFalling().Look(Healthy.Run with { History = Healthy.History(400, 300) }));

    [Fact]
    public void StillFalling_Collapsed_IsSilent() => Assert.Equal(Severity.Error, (Healthy.Run with
    {
        HeldOut = Healthy.Numbers(95, 0.003, active: 0),
        History = Healthy.History(100, 95),
    }).Only().Severity);

    [Theory]
    [InlineData(1, "−ELBO")]
    [InlineData(0.5, "distortion + β·rate")]
    public void StillFalling_OfABeta_NamesWhatIsMinimized(double beta, string objective) => Assert.Equal(objective, StillFalling.Objective(beta));

    [Fact]
    public void StillFalling_AnotherObjective_IsSilent() => (Healthy.Run with
    {
        Training = new() { Objective = new Iwae() },
        History = Healthy.History(100, 97, 95),
    }).IsSilent();

    [Fact]
    public void StillFalling_BeforeTheLastEpoch_IsSilent() => (Healthy.Run with { Epoch = 19, History = Healthy.History(100, 97, 95) }).IsSilent();

    [Fact]
    public void NoBetterThanPixels_AModelThatOverfits_LeavesItToTheOverfitting()
    {
        var findings = Doctor.Examine(Healthy.Run with
        {
            HeldOut = Healthy.Numbers(180, 26),
            History = Healthy.History((150, 137), (140, 160), (130, 175), (120, 190), (110, 206)),
            Data = new(270, 0.19, Healthy.PixelModel),
        });
        Assert.Contains("overfits", Assert.Single(findings).Title, StringComparison.Ordinal);
    }
}
