using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Models.Priors;
using Elbo.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Evaluation;

[Collection(TorchCollection.Name)]
public sealed class HamiltonianChainsTests
{
    private const int Examples = 2, Chains = 3, LeapfrogSteps = 4, First = 5;

    private const ulong Seed = 9;

    public static TheoryData<PriorOptions> Priors => [new StandardNormalOptions(), new HierarchicalOptions { Latents = 2, Hidden = [8] }];

    /// <summary>Against Neal (2011), figure 2, in double precision. Chains of a prior without a density move in the numbers that it makes z from.</summary>
    [Theory]
    [MemberData(nameof(Priors))]
    public void Move_ThreeRounds_EqualsLeapfrogAndMetropolisByHand(PriorOptions prior)
    {
        const double Beta = 0.7;
        using var scope = NewDisposeScope();
        var options = Small.Model with { Prior = prior };
        using var model = new Vae(options, seed: 1);
        using var exact = new Vae(options, seed: 1);
        exact.to(ScalarType.Float64);
        var x = Images();
        var target = x.to(ScalarType.Float64).repeat_interleave(Chains, 0);
        var hasDensity = prior is StandardNormalOptions;
        var width = options.Latents + (hasDensity ? 0 : 2);
        float[] sizes = [0.3f, 1.2f];
        var step = tensor(sizes).to(ScalarType.Float64).repeat_interleave(Chains).unsqueeze(1);

        using var chains = new HamiltonianChains(model, new Batch(x, x), Chains, LeapfrogSteps, First, Seed, RandomStream.Annealing);
        Assert.Equal((Examples * Chains, Chains), (chains.Count, chains.PerExample));
        var place = Normal(0);
        var moves = 0;
        for (var round = 1; round <= 3; round++)
        {
            var (log, likelihood, slope) = At(place);
            Assert.Equal(likelihood.data<double>().ToArray(), chains.LogLikelihoods(), (a, b) => Math.Abs(a - b) < 1e-3);
            var (q, p) = (place, Normal(2 * round));
            var before = log - p.square().sum(1L) / 2;
            for (var i = 0; i < LeapfrogSteps; i++)
            {
                p = p + step / 2 * slope;
                q = q + step * p;
                (log, _, slope) = At(q);
                p = p + step / 2 * slope;
            }
            var probability = (log - p.square().sum(1L) / 2 - before).exp().clamp_max(1);
            var shares = probability.reshape(Examples, Chains).mean([1L]).data<double>().Select(share => (float)share);
            Assert.Equal(shares, chains.Move(Beta, round, sizes), (a, b) => Math.Abs(a - b) < 1e-3);
            var moved = Uniform(2 * round + 1) < probability;
            moves += moved.sum().to(ScalarType.Int32).ToInt32();
            place = where(moved.unsqueeze(1), q, place);
        }
        Assert.InRange(moves, 1, 3 * Examples * Chains - 1);

        (Tensor Log, Tensor Likelihood, Tensor Slope) At(Tensor place)
        {
            var leaf = place.detach().requires_grad_(true);
            var logits = exact.Decode(hasDensity ? leaf : exact.Prior.Sample(leaf));
            var likelihood = (logits * target - log1p(logits.exp())).sum(1L);
            var log = Beta * likelihood - leaf.square().sum(1L) / 2;
            return (log.detach(), likelihood.detach(), autograd.grad([log.sum()], [leaf])[0]);
        }

        Tensor Normal(int round)
        {
            var values = new float[width];
            return stack(Enumerable.Range(First * Chains, Examples * Chains).Select(row =>
            {
                new Philox(Seed, RandomStream.Annealing, round).FillNormal(row, values);
                return tensor(values.ToArray()).to(ScalarType.Float64);
            }));
        }

        static Tensor Uniform(int round)
        {
            var value = new float[1];
            return tensor(Enumerable.Range(First * Chains, Examples * Chains).Select(row =>
            {
                new Philox(Seed, RandomStream.Annealing, round).FillUniform(row, value);
                return (double)value[0];
            }).ToArray());
        }
    }

    [Fact]
    public void Find_Pilots_GrowsStepsThatAreAcceptedAndShrinksOthers()
    {
        const int Temperatures = 12;
        using var scope = NewDisposeScope();
        using var model = new Vae(Small.Model, seed: 1);
        var x = Images();
        using var pilots = new HamiltonianChains(model, new Batch(x, x), StepSizes.Pilots, LeapfrogSteps, First, Seed, RandomStream.AnnealingPilot);
        using var same = new HamiltonianChains(model, new Batch(x, x), StepSizes.Pilots, LeapfrogSteps, First, Seed, RandomStream.AnnealingPilot);
        var reports = new List<double>();
        var found = StepSizes.Find(pilots, Temperatures, reports.Add, TestContext.Current.CancellationToken);
        float[] sizes = [0.1f, 0.1f];
        for (var t = 1; t < Temperatures; t++)
        {
            Assert.Equal(sizes, found[t - 1], (a, b) => Math.Abs(a - b) < 1e-6);
            var accepted = same.Move(AisEvaluator.Temperature(t, Temperatures), t, sizes);
            sizes = [.. sizes.Zip(accepted, (size, share) => size * MathF.Exp(0.1f * (share - 0.65f)))];
        }
        Assert.Equal(Enumerable.Range(1, Temperatures - 1).Select(t => (double)t / Temperatures), reports);
        Assert.ThrowsAny<OperationCanceledException>(() => StepSizes.Find(pilots, Temperatures, _ => { }, new(canceled: true)));
    }

    private static Tensor Images() => rand(Examples, Small.Model.Shape.Size, generator: new Generator(4)).round();
}
