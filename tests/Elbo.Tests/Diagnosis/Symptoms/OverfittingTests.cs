using Elbo.Diagnosis;
using Elbo.Diagnosis.Symptoms;
using Elbo.Evaluation;
using Elbo.Objectives;

namespace Elbo.Tests.Diagnosis.Symptoms;

public sealed class OverfittingTests
{
    [Theory]
    [InlineData(0, "--validation 10000", "--epochs 16")]
    [InlineData(5000, "weights of the best epoch are kept", "--epochs 16")]
    public void Look_HeldOutRises_IsAWarningThatNamesTheBestEpoch(int validation, params string[] remedies)
    {
        var finding = (Healthy.Run with
        {
            Training = new() { Validation = validation },
            History = Healthy.History((89, 90.0), (88, 90.5), (87, 91), (86, 92), (85, 93)),
        }).Only();
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("lowest after epoch 16, 90.00 nats", finding.Evidence, StringComparison.Ordinal);
        Assert.Contains(
            "3.00 more, where one epoch is measured to ± 0.26. On the training examples it fell from 89.00 to 85.00.",
            finding.Evidence, StringComparison.Ordinal);
        Assert.All(remedies, remedy => Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.5, 0.05, 85.0, true)]
    [InlineData(0.5, 0.2, 85.0, false)]   // within three of its standard errors
    [InlineData(0.1, 0.001, 85.0, false)] // beyond chance, and too small to matter
    [InlineData(0.5, 0.05, 89.2, false)]  // the training objective rises too
    [InlineData(0.5, 0.05, 89.0, false)]  // or stays
    [InlineData(0.75, 0.25, 85.0, false)] // three of its standard errors
    public void Look_PairedRise_IsJudgedByItsOwnError(double rise, double error, double train, bool warns)
    {
        var history = Healthy.History((89, 90.0), (88, 90.1), (87, 90.2), (86, 90.3), (train, 90.0 + rise));
        var evidence = Healthy.Run with { History = [.. history.SkipLast(1), history[^1] with { Rise = new(rise, error) }] };
        if (warns)
            Assert.Contains("90.50 after epoch 20: 0.50 ± 0.05 more on the same examples. On the training examples it fell from 89.00 to 85.00.",
                evidence.Only().Evidence, StringComparison.Ordinal);
        else
            evidence.IsSilent();
    }

    [Fact]
    public void Look_WideGrowingGap_IsAWarningWithItsShare()
    {
        var finding = (Healthy.Run with { History = Healthy.History((90, 99), (88, 98.9), (86, 98.9), (84, 98.8), (80, 98.8)) }).Only();
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("80.00 nats per example on the training examples and 98.80 on the test split", finding.Evidence, StringComparison.Ordinal);
        Assert.Contains("15 %", finding.Evidence, StringComparison.Ordinal); // 18.8 of 205.85 − 80
    }

    [Theory]
    [InlineData(new[] { 89.0, 88, 87, 86, 85 }, new[] { 90.0, 90.1, 90.0, 90.1, 90.2 })]   // a rise within the standard error
    [InlineData(new[] { 89.0, 88, 87, 86, 85 }, new[] { 90.0, 89.5, 89, 88, 92 })]         // one bad epoch
    [InlineData(new[] { 80.0, 80, 80, 80, 80.5 }, new[] { 99.0, 98.9, 98.9, 98.8, 98.8 })] // a wide gap that does not grow
    [InlineData(new[] { 110.0, 100, 95, 91, 89 }, new[] { 99.0, 95, 94.9, 91.5, 91.4 })]   // training above held-out at first
    [InlineData(new[] { 88.0, 85 }, new[] { 90.0, 93 })]                                   // too few epochs
    public void Look_Harmless_IsSilent(double[] train, double[] heldOut) =>
        (Healthy.Run with { History = Healthy.History([.. train.Zip(heldOut)]) }).IsSilent();

    [Fact]
    public void Look_BetaRisesAnew_ComparesEpochsUnderOneBetaOnly()
    {
        // The second half of a cycle: −ELBO was lower in the previous cycle, under another β.
        IReadOnlyList<EpochPoint> history = [.. Healthy.History(86, 86, 86, 90, 90, 90).Select((point, i) => point with { Beta = i < 4 ? 0.5 : 1 })];
        (Healthy.Run with { History = history }).IsSilent();
    }

    [Fact]
    public void Look_BetaAboveOne_JudgesWhatIsMinimized()
    {
        // The rate falls more than the distortion rises: −ELBO is up by 2 and the objective with β = 4 down by 1.
        IReadOnlyList<EpochPoint> history = [.. Enumerable.Range(0, 5).Select(i =>
            new EpochPoint(16 + i, 10_000, 4, new(90, 70, 20), new(90 + 0.5 * i, 70 + 0.75 * i, 20 - 0.25 * i)))];
        (Healthy.Run with { Training = new() { Beta = 4 }, History = history }).IsSilent();
    }

    [Fact]
    public void Look_MeanReduction_LeavesItToTheReduction() => Assert.Contains("averaged", (Healthy.Run with
    {
        Training = new() { Reduction = Reduction.Mean },
        History = Healthy.History(90.0, 91, 92, 93, 94),
    }).Only().Title, StringComparison.Ordinal);

    [Theory]
    [InlineData(new[] { 90.0, 91, 92, 93 }, true)]        // the best epoch is three epochs ago
    [InlineData(new[] { 95.0, 90, 92, 93 }, false)]       // two
    [InlineData(new[] { 90.0, 91, 92, 90.25 }, false)]    // 0.25 higher: within the standard error of 0.26
    [InlineData(new[] { 90.0, 91, 92, 90.27 }, true)]
    public void Look_RiseSinceTheBestEpoch_NeedsPatienceAndMoreThanAnError(double[] heldOut, bool told) => Assert.Equal(
        told, new Overfitting().Look(Healthy.Run with { History = Healthy.History([.. heldOut.Select((value, i) => (88 - 0.1 * i, value))]) }) is not null);

    [Theory]
    [InlineData(12.6, 0.26, true)]  // 10.01 % of 205.85 − 80
    [InlineData(12.5, 0.26, false)] // 9.93 %
    [InlineData(12.6, 4.1, true)]   // 3.07 standard errors
    [InlineData(12.6, 4.3, false)]  // 2.93
    public void Look_GapThatGrows_NeedsATenthAndThreeErrors(double gap, double error, bool told) => Assert.Equal(told, new Overfitting().Look(Healthy.Run with
    {
        HeldOut = Healthy.Run.HeldOut with { StandardError = error },
        History = Healthy.History((90, 80 + gap + 0.4), (88, 80 + gap + 0.3), (86, 80 + gap + 0.2), (84, 80 + gap + 0.1), (80, 80 + gap)),
    }) is not null);

    [Theory]
    [InlineData(6, "--validation N")]
    [InlineData(7, "--validation 1")]
    [InlineData(59_994, "--validation 9999")]
    [InlineData(600_000, "--validation 10000")]
    public void Look_OfANumberOfExamples_AdvisesASixthOfThemForValidation(int examples, string remedy) => Assert.Contains(remedy, new Overfitting().Look(
        Healthy.Run with
        {
            Data = Healthy.Run.Data! with { TrainExamples = examples },
            History = Healthy.History((88, 90), (87, 91), (86, 92), (85, 93)),
        })!.Remedy,
        StringComparison.Ordinal);

    [Fact]
    public void Look_WithoutAStandardError_IsSilent() => Assert.Null(new Overfitting().Look(
        Healthy.Run with { HeldOut = Healthy.Run.HeldOut with { StandardError = 0 }, History = Healthy.History((88, 90), (87, 91), (86, 92), (85, 93)) }));

    [Fact]
    public void Look_RiseOfANotableShareAndNoMore_IsSilent()
    {
        var history = Healthy.History((499, 500), (498, 500.5), (497, 500.5), (496, 501));
        Assert.Null(new Overfitting().Look(
            Healthy.Run with { History = [.. history.SkipLast(1), history[^1] with { Rise = new(Overfitting.NotableShare * 500, 0.01) }], Data = null }));
    }

    [Theory]
    [InlineData(20.0, 20.5, 20.5, 20.5, true)]  // wider than three epochs ago, although not than one ago
    [InlineData(20.5, 20.0, 20.0, 20.5, false)] // wider than one epoch ago, and as wide as three ago
    public void Look_WideGap_IsComparedWithThatOfThreeEpochsAgo(double three, double two, double one, double now, bool told)
    {
        var history = Healthy.History((83, 83 + three), (82, 82 + two), (81, 81 + one), (80, 80 + now));
        Assert.Equal(told, new Overfitting().Look(Healthy.Run with { History = history }) is not null);
    }

    [Theory]
    [InlineData(4, 80, false)] // six errors, but nothing was learned
    [InlineData(8, 205.85, false)] // three errors
    [InlineData(7.75, 205.85, true)]
    [InlineData(0.25, 320, false)] // a tenth of what was learned
    [InlineData(0.25, 319, true)]
    public void Look_GapAtTheMargin_IsToldBeyond(double error, double pixels, bool told) => Assert.Equal(told, new Overfitting().Look(Healthy.Run with
    {
        HeldOut = Healthy.Run.HeldOut with { StandardError = error },
        Data = Healthy.Run.Data! with { PixelModel = pixels },
        History = Healthy.History((83, 104), (82, 104), (81, 104), (80, 104)),
    }) is not null);

    [Theory]
    [InlineData(0, "--validation 10000 keeps the best epoch's weights.")]
    [InlineData(5000, "the weights of the best epoch are kept.")]
    public void Look_WideGap_AdvisesToKeepTheBestEpochWhereItIsNot(int validation, string remedy)
    {
        var finding = new Overfitting().Look(Healthy.Run with
        {
            HeldOut = Healthy.Run.HeldOut with { StandardError = 2 },
            Training = new() { Validation = validation },
            History = Healthy.History((83, 103), (82, 103), (81, 103), (80, 104)),
        })!;
        Assert.Contains("The gap of 24.00 is 12.0 standard errors of the latter and 19 % of what was learned", finding.Evidence, StringComparison.Ordinal);
        Assert.EndsWith(remedy, finding.Remedy, StringComparison.Ordinal);
    }
}
