using Elbo.Data;
using Elbo.Settings;

namespace Elbo.Tests.Settings;

public sealed class ReproductionTests
{
    private static readonly PublishedFigure Paper = new("test", "nll", 86.76, "a paper", Samples: 5000);

    [Theory]
    [InlineData(86.76, nameof(ReproductionVerdict.Reproduced))]
    [InlineData(87.15, nameof(ReproductionVerdict.Reproduced))] // 0.39, within 2 · √(0.2² + 0.005²)
    [InlineData(86.37, nameof(ReproductionVerdict.Reproduced))]
    [InlineData(87.17, nameof(ReproductionVerdict.Worse))]
    [InlineData(86.35, nameof(ReproductionVerdict.Better))]
    public void Verdict_StandardErrorOf02_TakesTwoOfThem(double ours, string verdict) =>
        Assert.Equal(verdict, $"{new Reproduction(Paper, ours, 0.2, 10_000, 3280, Binarization.Dynamic).Verdict}");

    [Fact]
    public void Margin_FigureReadOffAPlot_IsItsUncertainty()
    {
        var reproduction = new Reproduction(Paper with { Uncertainty = 0.3 }, 87, null, 10_000, 20, Binarization.Threshold);
        Assert.Equal(0.6, reproduction.Margin, 1e-12);
        Assert.Equal(ReproductionVerdict.Reproduced, reproduction.Verdict);
    }

    [Fact]
    public void Verdict_FewerEpochsThanPublished_IsNotHeldAgainstIt()
    {
        var published = Paper with { Epochs = 3280 };
        var above = new Reproduction(published, 88, 0.2, 10_000, 364, Binarization.Dynamic);
        Assert.Equal(ReproductionVerdict.Unfinished, above.Verdict);
        Assert.Equal("Not there yet: 1.24 nats above the published figure, after 364 of its 3,280 epochs.", above.Explain());
        Assert.Equal(ReproductionVerdict.Better, (above with { Ours = 86 }).Verdict);
        Assert.EndsWith("And after 364 of its 3,280 epochs.", (above with { Ours = 86 }).Explain(), StringComparison.Ordinal);
        Assert.Equal(ReproductionVerdict.Worse, (above with { Epochs = 3280 }).Verdict);
    }

    /// <summary>A difference of exactly the margin is within it: 2 · 0.5 nats.</summary>
    [Theory]
    [InlineData(101)]
    [InlineData(99)]
    public void Verdict_ExactlyTheMargin_IsReproduced(double ours)
    {
        var reproduction = new Reproduction(new("test", "neg_elbo", 100, "a paper", Uncertainty: 0.5), ours, null, 10_000, 20, Binarization.Dynamic);
        Assert.Equal(ReproductionVerdict.Reproduced, reproduction.Verdict);
        Assert.Equal("Reproduced: the difference of 1.00 nats is within the 1.00 that the errors of both figures explain.", reproduction.Explain());
    }

    [Theory]
    [InlineData(86.0, "Better than published, by 0.76 nats; the errors of both figures explain 0.40.")]
    [InlineData(88.0, "Not reproduced: 1.24 nats worse; the errors of both figures explain 0.40.")]
    public void Explain_AllEpochs_SaysNothingOfThem(double ours, string sentence) =>
        Assert.Equal(sentence, new Reproduction(Paper with { Epochs = 20 }, ours, 0.2, 10_000, 20, Binarization.Dynamic).Explain());

    [Theory]
    [InlineData("test", "nll", 5000, "test NLL(5,000) 86.76")]
    [InlineData("train", "neg_elbo", null, "train −ELBO 86.76")]
    public void Figure_OfEitherMetric_NamesIt(string split, string metric, int? samples, string words) =>
        Assert.Equal(words, (Paper with { Split = split, Metric = metric, Samples = samples }).ToString());

    [Fact]
    public void Verdict_OtherBinarization_IsNoComparison()
    {
        var reproduction = new Reproduction(Paper with { Binarization = Binarization.Static }, 80, 0.2, 10_000, 10, Binarization.Dynamic);
        Assert.Equal(ReproductionVerdict.Incomparable, reproduction.Verdict);
        Assert.Contains("static binarization, this one dynamic", reproduction.Explain(), StringComparison.Ordinal);
    }
}
