using Elbo.Exchange;
using Elbo.Objectives;
using Elbo.Tests.Training;
using TorchSharp;
using static Elbo.Objectives.GradientEstimator;
using static TorchSharp.torch;

namespace Elbo.Tests.Objectives;

/// <summary>Bounds and their gradients where log p(x), the posterior and the ELBO's gradient have closed forms.</summary>
[Collection(TorchCollection.Name)]
public sealed class ImportanceBoundTests
{
    [Fact(Skip = Mutants.LeftOut)]
    public void Loss_MoreDraws_RisesFromTheElboToLogProbability()
    {
        using var model = new LinearGaussian(shift: 0.4, logScale: 0.5);
        using var scope = NewDisposeScope();
        // KL(q ‖ p(z given x)) for q = N(m + δ, e^a v): ½ Σ e^a − 1 − a + δ²/v.
        const double Noise = LinearGaussian.Sigma * LinearGaussian.Sigma;
        var gap = Enumerable.Range(0, 2).Sum(j => 0.5 * (Math.Exp(0.5) - 1 - 0.5 + 0.16 / (Noise / (Noise + (j == 0 ? 1.25 : 0.5)))));
        var (elbo, standardError) = Estimate(1);
        Assert.InRange(elbo, LinearGaussian.LogProbability - gap - 4 * standardError, LinearGaussian.LogProbability - gap + 4 * standardError);
        var before = elbo;
        foreach (var k in new[] { 2, 5, 20, 100 })
        {
            var (bound, error) = Estimate(k);
            Assert.True(bound > before + 4 * error, $"k = {k}: {bound} after {before}");
            Assert.True(bound < LinearGaussian.LogProbability + 4 * error, $"k = {k}: {bound} over {LinearGaussian.LogProbability}");
            before = bound;
        }
        Assert.InRange(before, LinearGaussian.LogProbability - 0.05, LinearGaussian.LogProbability);

        (double Mean, double StandardError) Estimate(int k)
        {
            var means = Enumerable.Range(0, 20).Select(seed =>
            {
                using var inner = NewDisposeScope();
                return -model.Differentiate(new Iwae(k), 200, (ulong)(100 * k + seed)).Objective;
            }).ToArray();
            var mean = means.Average();
            return (mean, Math.Sqrt(means.Sum(m => (m - mean) * (m - mean)) / (20 * 19)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Loss_ExactPosterior_IsLogProbabilityAtEveryDraw(int k)
    {
        using var model = new LinearGaussian();
        using var scope = NewDisposeScope();
        Assert.Equal(-LinearGaussian.LogProbability, model.Differentiate(new Iwae(k), 1, 5).Objective, 1e-9);
        Assert.Equal(-LinearGaussian.LogProbability, model.Differentiate(new Miwae(2, k), 3, 6).Objective, 1e-9);
        Assert.Equal(-LinearGaussian.LogProbability, model.Differentiate(new Ciwae(k, 0.3), 3, 7).Objective, 1e-9);
    }

    [Fact]
    public void Gradient_ExactPosterior_IsZeroAtEveryDrawWithoutTheScore()
    {
        using var model = new LinearGaussian();
        using var scope = NewDisposeScope();
        Objective[] objectives = [new Iwae(1, Stl), new Iwae(5, Stl), new Iwae(5, Dreg), new Piwae(2, 3, Dreg), new EvidenceLowerBound(1, Stl)];
        foreach (var objective in objectives)
        {
            var (_, mu, logVar) = model.Differentiate(objective, 10, 1);
            Assert.True(mu.abs().max().ToDouble() < 1e-7, objective.Describe());
            Assert.True(logVar.abs().max().ToDouble() < 1e-7, objective.Describe());
        }
        Assert.True(model.Differentiate(new Iwae(5), 10, 1).Mu.abs().max().ToDouble() > 0.1);
    }

    [Fact]
    public void Gradient_OneDraw_HasTheMeanOfTheClosedForm()
    {
        using var model = new LinearGaussian(shift: 0.4, logScale: 0.5);
        using var scope = NewDisposeScope();
        // −ELBO = −log p(x) + KL(q ‖ p(z given x)), whose derivatives are δ/v by mu and ½ (e^a − 1) by logvar.
        var byLogVar = 0.5 * (Math.Exp(0.5) - 1);
        double[] expected = [0.4 * (0.25 + 1.25) / 0.25, 0.4 * (0.25 + 0.5) / 0.25, byLogVar, byLogVar];
        Objective[] objectives =
        [
            new Iwae(1), new Iwae(1, Stl), new Iwae(1, Dreg), new EvidenceLowerBound(), new EvidenceLowerBound(1, Stl), new EvidenceLowerBound(3, Stl),
            new Ciwae(4, 1), new Miwae(6, 1, Dreg),
        ];
        foreach (var objective in objectives)
        {
            var (mean, standardError) = Moments(model, objective, 10_000);
            for (var i = 0; i < 4; i++)
                Assert.True(
                    Math.Abs(mean[i] - expected[i]) <= 4.5 * standardError[i] + 1e-9,
                    $"{objective.Describe()}, {i}: {mean[i]} ± {standardError[i]}, not {expected[i]}");
        }
    }

    [Fact]
    public void Gradient_SeveralDraws_DregAgreesWithStandardInTheMeanAndStlDoesNot()
    {
        using var model = new LinearGaussian(shift: 0.4, logScale: 0.5);
        using var scope = NewDisposeScope();
        Func<GradientEstimator, Objective>[] objectives =
            [e => new Iwae(5, e), e => new Miwae(3, 4, e), e => new Ciwae(5, 0.5, e), e => new Piwae(3, 4, e)];
        foreach (var of in objectives)
        {
            var (standard, standardError) = Moments(model, of(Standard), 10_000);
            var (dreg, dregError) = Moments(model, of(Dreg), 10_000);
            for (var i = 0; i < 4; i++)
                Assert.True(
                    Math.Abs(standard[i] - dreg[i]) <= 4.5 * Math.Sqrt(standardError[i] * standardError[i] + dregError[i] * dregError[i]),
                    $"{of(Dreg).Describe()}, {i}: {dreg[i]}, not {standard[i]}");
        }
        var (unbiased, error) = Moments(model, new Iwae(5, Dreg), 10_000);
        var (stl, stlError) = Moments(model, new Iwae(5, Stl), 10_000);
        Assert.True(Math.Abs(stl[0] - unbiased[0]) > 8 * (error[0] + stlError[0]));
    }

    [Fact(Skip = Mutants.LeftOut)]
    public void Gradient_MoreDraws_SignalToNoiseGrowsWithDregAndFallsWithStandard()
    {
        using var model = new LinearGaussian(shift: 0.1, logScale: 0.1);
        using var scope = NewDisposeScope();
        double[] dreg = [Ratio(new Iwae(1, Dreg)), Ratio(new Iwae(8, Dreg)), Ratio(new Iwae(64, Dreg))];
        double[] standard = [Ratio(new Iwae(1)), Ratio(new Iwae(8)), Ratio(new Iwae(64))];
        Assert.True(dreg[1] > 1.5 * dreg[0] && dreg[2] > 1.5 * dreg[1], string.Join(' ', dreg));
        Assert.True(standard[1] < standard[0] / 1.5 && standard[2] < standard[1] / 1.5, string.Join(' ', standard));

        double Ratio(Objective objective)
        {
            var (mean, error) = Moments(model, objective, 4000);
            return Math.Abs(mean[0]) / (error[0] * Math.Sqrt(4000));
        }
    }

    [Fact]
    public void Gradient_Decoder_IsTheSameForEveryEstimator()
    {
        using var model = new LinearGaussian(shift: 0.4, logScale: 0.5);
        using var scope = NewDisposeScope();
        Func<GradientEstimator, Objective>[] objectives =
            [e => new Iwae(5, e), e => new Miwae(3, 2, e), e => new Ciwae(5, 0.5, e), e => new Piwae(3, 2, e)];
        foreach (var of in objectives)
        {
            var expected = Decoder(model, of(Standard));
            Assert.All(new[] { Stl, Dreg }, e => Close(expected, Decoder(model, of(e))));
        }
    }

    [Fact]
    public void Gradient_Ends_AreTheOtherObjectives()
    {
        using var model = new LinearGaussian(shift: 0.4, logScale: 0.5);
        using var scope = NewDisposeScope();
        foreach (var e in new[] { Standard, Stl, Dreg })
        {
            Same(new Miwae(1, 6, e), new Iwae(6, e));
            Same(new Ciwae(6, 0, e), new Iwae(6, e));
            Same(new Piwae(1, 6, e), new Iwae(6, e));
            Same(new Ciwae(6, 1, e), new Miwae(6, 1, e));
        }
        Same(new Miwae(6, 1, Stl), new EvidenceLowerBound(6, Stl));

        void Same(Objective one, Objective other)
        {
            var (a, b) = (model.Differentiate(one, 20, 3), model.Differentiate(other, 20, 3));
            Assert.Equal(b.Objective, a.Objective, 1e-9);
            Assert.True(a.Mu.allclose(b.Mu, 1e-5, 1e-6), $"{one.Describe()} and {other.Describe()}");
            Assert.True(a.LogVar.allclose(b.LogVar, 1e-5, 1e-6), $"{one.Describe()} and {other.Describe()}");
            Close(Decoder(model, other), Decoder(model, one));
        }
    }

    [Theory]
    [InlineData(Standard)]
    [InlineData(Stl)]
    [InlineData(Dreg)]
    public void Gradient_Piwae_EncoderIsMiwaesAndDecoderIwaes(GradientEstimator estimator)
    {
        using var model = new LinearGaussian(shift: 0.4, logScale: 0.5);
        using var scope = NewDisposeScope();
        var (piwae, miwae) = (model.Differentiate(new Piwae(3, 4, estimator), 20, 3), model.Differentiate(new Miwae(3, 4, estimator), 20, 3));
        Assert.True(piwae.Mu.allclose(miwae.Mu, 1e-5, 1e-6));
        Assert.True(piwae.LogVar.allclose(miwae.LogVar, 1e-5, 1e-6));
        Close(Decoder(model, new Iwae(12, estimator)), Decoder(model, new Piwae(3, 4, estimator)));
        Assert.Equal(model.Differentiate(new Iwae(12), 20, 3).Objective, piwae.Objective, 1e-9);
        Assert.False(piwae.Mu.allclose(model.Differentiate(new Iwae(12, estimator), 20, 3).Mu, 1e-3));
    }

    [Fact]
    public void Gradient_Piwae_AGroupWithoutWeightStillTeachesTheEncoder()
    {
        double[] generative = new double[4], inference = new double[4];
        var bound = new Piwae(2, 2).Weigh([-10, -10, -2000, -2000], generative, inference);
        Assert.Equal(-10 - Math.Log(2), bound, 1e-12);
        Assert.Equal([0.5, 0.5, 0, 0], generative);
        Assert.Equal([0.25, 0.25, 0.25, 0.25], inference);
    }

    public static TheoryData<string> Differentiable { get; } = ["iwae", "miwae", "ciwae", "elbo", "draws", "capacity", "free-bits"];

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void Gradient_Standard_EqualsFiniteDifferences(string name)
    {
        const double Step = 1e-5;
        Objective objective = name switch
        {
            "iwae" => new Iwae(4),
            "miwae" => new Miwae(2, 3),
            "ciwae" => new Ciwae(4, 0.3),
            "elbo" => new EvidenceLowerBound(),
            "draws" => new EvidenceLowerBound(3),
            "capacity" => new Capacity(5, 0, 3),
            "free-bits" => new FreeBits(0.2),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "The list has no such objective."),
        };
        using var model = new LinearGaussian(shift: 0.4, logScale: 0.5);
        using var scope = NewDisposeScope();
        var x = LinearGaussian.Examples(2) * tensor(new double[,] { { 1 }, { -0.7 } });
        var eps = LinearGaussian.Noise(2 * objective.Draws, 8);
        Value().Value.backward();
        foreach (var parameter in model.Model.parameters())
        {
            var (gradient, values) = (parameter.grad!.reshape(-1), parameter.detach().reshape(-1));
            for (var i = 0; i < values.numel(); i++)
            {
                var at = values[i].ToDouble();
                values[i] = at + Step;
                var up = Value().Objective / 2;
                values[i] = at - Step;
                var down = Value().Objective / 2;
                values[i] = at;
                Assert.Equal((up - down) / (2 * Step), gradient[i].ToDouble(), 1e-5 * (1 + Math.Abs(gradient[i].ToDouble())));
            }
        }

        ObjectiveLoss Value() => objective.Loss(model.Model, model.Model.Forward(x, eps), x, new());
    }

    [Fact]
    public void Loss_Totals_AreMeansOverTheDraws()
    {
        using var model = new LinearGaussian(shift: 0.4, logScale: 0.5);
        using var scope = NewDisposeScope();
        var x = LinearGaussian.Examples(3);
        var eps = LinearGaussian.Noise(15, 2);
        var output = model.Model.Forward(x, eps);
        var loss = new Iwae(5).Loss(model.Model, output, x, new());
        var draws = Enumerable.Range(0, 5).Select(d =>
        {
            var one = eps.reshape(3, 5, 2).select(1, d).contiguous();
            return new Iwae(1).Loss(model.Model, model.Model.Forward(x, one), x, new());
        }).ToArray();
        Assert.Equal(draws.Average(d => d.Distortion), loss.Distortion, 1e-9);
        Assert.Equal(draws.Average(d => d.Rate), loss.Rate, 1e-9);
        Assert.Equal(draws.Average(d => d.Objective), loss.Distortion + loss.Rate, 1e-9);
        Assert.True(loss.Objective < loss.Distortion + loss.Rate);
        var mean = new EvidenceLowerBound(5).Loss(model.Model, output, x, new());
        Assert.Equal(loss.Distortion, mean.Distortion, 1e-9);
    }

    private static double[] Decoder(LinearGaussian model, Objective objective)
    {
        model.Differentiate(objective, 20, 3);
        return model.DecoderGradient();
    }

    private static void Close(double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * (1 + Math.Abs(pair.First))));

    /// <summary>Mean and standard error of the gradient by (mu₁, mu₂, logvar₁, logvar₂) over copies with independent draws.</summary>
    private static (double[] Mean, double[] StandardError) Moments(LinearGaussian model, Objective objective, int copies)
    {
        using var scope = NewDisposeScope();
        var (_, mu, logVar) = model.Differentiate(objective, copies, 17);
        var all = cat([mu, logVar], 1);
        return ([.. all.mean([0L]).data<double>()], [.. (all.std(0) / Math.Sqrt(copies)).data<double>()]);
    }
}
