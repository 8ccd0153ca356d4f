using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Priors;
using Elbo.Objectives;
using static TorchSharp.torch;

namespace Elbo.Evaluation;

/// <summary>Chains of Hamiltonian Monte Carlo (Neal, "MCMC using Hamiltonian dynamics", 2011), one per row, that start with draws from the prior.
/// They move in z if the prior has a density, else in the standard normal numbers that it makes z from.</summary>
internal sealed class HamiltonianChains : IDisposable
{
    private readonly Vae model;
    private readonly Batch batch;
    private readonly Prior prior;
    private readonly int[] rows;
    private readonly int leapfrogSteps, width;
    private readonly bool hasDensity;
    private readonly ulong seed;
    private readonly RandomStream stream;
    private Point at;

    /// <param name="model">Gives prior, decoder and likelihood.</param>
    /// <param name="batch">B examples; the chains of an example are consecutive.</param>
    /// <param name="chains">Chains per example, C.</param>
    /// <param name="leapfrogSteps">Leapfrog steps of a transition.</param>
    /// <param name="first">The first example's number among all: the draws of a chain depend only on its number.</param>
    /// <param name="seed">The seed of all draws.</param>
    /// <param name="stream">The purpose of the chains; another purpose draws other numbers.</param>
    public HamiltonianChains(Vae model, Batch batch, int chains, int leapfrogSteps, int first, ulong seed, RandomStream stream)
    {
        (this.model, this.batch, this.leapfrogSteps, this.seed, this.stream) = (model, batch, leapfrogSteps, seed, stream);
        prior = model.Prior.Given(model.PriorCondition(batch.Input, batch.Condition));
        PerExample = chains;
        rows = [.. Enumerable.Range(first * chains, (int)batch.Target.shape[0] * chains)];
        hasDensity = prior.NoiseWidth == 0;
        var drawn = model.Options.Latents + prior.SampleNoise;
        width = hasDensity ? model.Options.Latents : drawn;
        using var scope = TensorScope.Open();
        var start = Normal(0, drawn);
        at = Evaluate(hasDensity ? prior.Sample(start) : start).MoveToOuterDisposeScope();
    }

    /// <summary>Chains, R = B·C.</summary>
    public int Count => rows.Length;

    /// <summary>Chains per example, C.</summary>
    public int PerExample { get; }

    /// <returns>log p(x given z) of each chain, nats, shape [R].</returns>
    public double[] LogLikelihoods()
    {
        using var scope = TensorScope.Open();
        return at.LogLikelihood.to(ScalarType.Float64).cpu().data<double>().ToArray();
    }

    /// <summary>One transition that leaves p(z)·p(x given z)^β invariant.</summary>
    /// <param name="beta">β.</param>
    /// <param name="round">Another round draws other momenta; from 1 on.</param>
    /// <param name="stepSizes">The leapfrog step of each example's chains, [B]. It must not depend on these chains, or p(z)·p(x given z)^β is not
    /// invariant.</param>
    /// <returns>The mean probability with which an example's chains accepted, [B].</returns>
    public float[] Move(double beta, int round, float[] stepSizes)
    {
        using var scope = TensorScope.Open();
        var stepSize = tensor(stepSizes, device: batch.Target.device).repeat_interleave(PerExample).unsqueeze(1);
        var momentum = Normal(2 * round, width);
        var before = at.LogDensity(beta) - 0.5 * momentum.square().sum(1L);
        var (point, p) = (at, momentum + 0.5 * stepSize * at.Slope(beta));
        for (var step = 1; step <= leapfrogSteps; step++)
        {
            point = Evaluate(point.Place + stepSize * p);
            p += (step < leapfrogSteps ? 1 : 0.5) * stepSize * point.Slope(beta);
        }
        var after = point.LogDensity(beta) - 0.5 * p.square().sum(1L);
        // A trajectory that overflowed is rejected.
        var probability = (after - before).clamp_max(0).exp().nan_to_num(0);
        var moved = point.Where((Uniform(2 * round + 1) < probability).unsqueeze(1), at);
        at.Dispose();
        at = moved.MoveToOuterDisposeScope();
        return probability.view(-1, PerExample).mean([1]).to(ScalarType.Float32).cpu().data<float>().ToArray();
    }

    public void Dispose() => at.Dispose();

    /// <summary>Both log-densities at a position and their gradients; intermediate results are freed at once.</summary>
    private Point Evaluate(Tensor place)
    {
        using var scope = TensorScope.Open();
        var leaf = place.detach().requires_grad_(true);
        var none = empty(rows.Length, 0, device: batch.Target.device);
        var logPrior = hasDensity ? prior.LogProbability(leaf, none) : -0.5 * leaf.square().sum(1L);
        var likelihood = LogLikelihood.Of(model, model.Decode(hasDensity ? leaf : prior.Sample(leaf), batch.Condition), batch.Target);
        var slopes = new[] { logPrior, likelihood }.Select(log => autograd.grad([log.sum()], [leaf])[0]).ToArray();
        var point = new Point(leaf.detach(), logPrior.detach(), likelihood.detach(), slopes[0], slopes[1]);
        return point.MoveToOuterDisposeScope();
    }

    private Tensor Normal(int round, int columns) =>
        NoiseRows.Draw(new Philox(seed, stream, round), rows, columns).to(batch.Target.device);

    private Tensor Uniform(int round)
    {
        var random = new Philox(seed, stream, round);
        var values = new float[rows.Length];
        for (var i = 0; i < values.Length; i++)
            random.FillUniform(rows[i], values.AsSpan(i, 1));
        return tensor(values, device: batch.Target.device);
    }

    /// <param name="Place">z, or the numbers that the prior makes it from, shape [R, W].</param>
    /// <param name="LogPrior">The prior's log-density there, up to a constant, shape [R].</param>
    /// <param name="LogLikelihood">log p(x given z), shape [R].</param>
    /// <param name="PriorSlope">The gradient of <paramref name="LogPrior"/>, shape [R, W].</param>
    /// <param name="LikelihoodSlope">The gradient of <paramref name="LogLikelihood"/>, shape [R, W].</param>
    private sealed record Point(Tensor Place, Tensor LogPrior, Tensor LogLikelihood, Tensor PriorSlope, Tensor LikelihoodSlope) : IDisposable
    {
        public Tensor LogDensity(double beta) => LogPrior + beta * LogLikelihood;

        public Tensor Slope(double beta) => PriorSlope + beta * LikelihoodSlope;

        /// <param name="mine">The chains to take from this state; the others are taken from the other. Shape [R, 1].</param>
        /// <param name="other">The other state.</param>
        public Point Where(Tensor mine, Point other) => new(
            where(mine, Place, other.Place),
            where(mine.squeeze(1), LogPrior, other.LogPrior),
            where(mine.squeeze(1), LogLikelihood, other.LogLikelihood),
            where(mine, PriorSlope, other.PriorSlope),
            where(mine, LikelihoodSlope, other.LikelihoodSlope));

        public Point MoveToOuterDisposeScope()
        {
            foreach (var tensor in Tensors)
                tensor.MoveToOuterDisposeScope();
            return this;
        }

        public void Dispose()
        {
            foreach (var tensor in Tensors)
                tensor.Dispose();
        }

        private Tensor[] Tensors => [Place, LogPrior, LogLikelihood, PriorSlope, LikelihoodSlope];
    }
}
