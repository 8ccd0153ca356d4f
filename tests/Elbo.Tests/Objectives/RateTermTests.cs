using Elbo.Exchange;
using Elbo.Models;
using Elbo.Models.Posteriors;
using Elbo.Objectives;
using Elbo.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Objectives;

/// <summary>Objectives that weigh the analytic rate, against their formulas on given posteriors.</summary>
[Collection(TorchCollection.Name)]
public sealed class RateTermTests
{
    // Rates: ½ mu² at variance 1.
    private static readonly double[,] Mu = { { 2, 0.2 }, { 0, 0.6 } };
    private static readonly double[] Rates = [2 + 0.02, 0 + 0.18];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2.5, 0.5)]
    [InlineData(5, 1)]
    [InlineData(9, 1)]
    public void Capacity_OverTime_IsDistortionAndGammaTimesTheDistance(double epochs, double capacity)
    {
        var (loss, mu) = Loss(new Capacity(1, 5, 3), epochs);
        var expected = Rates.Sum(rate => 3 * Math.Abs(rate - capacity));
        Assert.Equal(loss.Distortion + expected, loss.Objective, 1e-9);
        Assert.Equal(Rates.Sum(), loss.Rate, 1e-9);
        // γ·sign(rate − C)·mu, averaged over the two examples; the decoder's part does not depend on mu here.
        Assert.Equal(1.5 * 2, mu[0, 0].ToDouble(), 1e-9);
        Assert.Equal((capacity > 0.18 ? -1.5 : 1.5) * 0.6, mu[1, 1].ToDouble(), 1e-9);
    }

    [Theory]
    [InlineData(0, 1 + 0.1)]
    [InlineData(0.5, 1 + 0.5)]
    [InlineData(3, 6)]
    public void FreeBits_LatentsBelowAndAboveLambda_ChargesOnlyThoseAbove(double lambda, double charged)
    {
        var (loss, mu) = Loss(new FreeBits(lambda), 0);
        Assert.Equal(loss.Distortion + 2 * charged, loss.Objective, 1e-9);
        Assert.Equal(Rates.Sum(), loss.Rate, 1e-9);
        Assert.Equal(lambda < 1 ? 1 : 0, mu[0, 0].ToDouble(), 1e-9);
        Assert.Equal(lambda < 0.1 ? 0.3 : 0, mu[1, 1].ToDouble(), 1e-9);
    }

    [Theory]
    [InlineData("capacity")]
    [InlineData("free-bits")]
    [InlineData("iwae")]
    public void Validate_WithBeta_NamesTheFault(string name)
    {
        Objective objective = name switch { "capacity" => new Capacity(), "free-bits" => new FreeBits(), _ => new Iwae() };
        Small.Training.Validate();
        (Small.Training with { Objective = objective }).Validate();
        var error = Assert.Throws<OptionsException>(() => (Small.Training with { Objective = objective, Beta = 4 }).Validate());
        Assert.Contains($"the objective {name} does not weigh the rate by β", error.Message, StringComparison.Ordinal);
        Assert.Throws<OptionsException>(() => (Small.Training with { Objective = objective, Reduction = Reduction.Mean }).Validate());
    }

    public static TheoryData<string, string> Wrong { get; } = new()
    {
        { "k", "k was 0; it must be from 1 to 10,000. Use --k 5." },
        { "product", "m·k was 1000000; it must be at most 10,000. Use --m 5 --k 5." },
        { "ciwae", "ciwae-beta was 1.5; it must be from 0 to 1. Use --ciwae-beta 0.5." },
        { "capacity", "capacity was -1; it must be a number of at least 0. Use --capacity 25." },
        { "gamma", "gamma was NaN; it must be a number above 0. Use --gamma 1000." },
        { "free", "free-bits was -0.1; it must be a number of at least 0. Use --free-bits 0.25." },
        { "dreg", "estimator was dreg, which is for bounds with importance weights; with one weight it is stl. Use --estimator stl, or --objective iwae." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_WrongNumber_SaysWhatIsAllowed(string name, string message)
    {
        Objective objective = name switch
        {
            "k" => new Iwae(0),
            "product" => new Miwae(1000, 1000),
            "ciwae" => new Ciwae(5, 1.5),
            "capacity" => new Capacity(-1),
            "gamma" => new Capacity(25, 10, double.NaN),
            "free" => new FreeBits(-0.1),
            _ => new EvidenceLowerBound(1, GradientEstimator.Dreg),
        };
        Assert.Equal(message, Assert.Single(objective.Faults()));
    }

    private static (ObjectiveLoss Loss, Tensor Mu) Loss(Objective objective, double epochs)
    {
        using var model = new LinearGaussian();
        var mu = from_array(Mu).requires_grad_();
        // z is given rather than drawn from mu: the decoder's part has no gradient.
        var output = new VaeOutput(
            new DiagonalGaussian(mu, zeros_like(mu)), zeros_like(mu), model.Model.Decode(zeros_like(mu)), zeros_like(mu).narrow(1, 0, 0));
        var loss = objective.Loss(model.Model, output, LinearGaussian.Examples(2), new(Epochs: epochs));
        loss.Value.backward();
        return (loss, mu.grad!);
    }
}
