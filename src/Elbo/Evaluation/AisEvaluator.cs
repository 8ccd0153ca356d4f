using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Models;

namespace Elbo.Evaluation;

/// <summary>Estimates −log p(x) by annealed importance sampling (Neal 2001), as Wu et al. ("On the quantitative analysis of decoder-based generative
/// models", 2017) do: chains start at the prior and move by Hamiltonian transitions through p(z)·p(x given z)^β, β from 0 to 1. It uses no encoder,
/// and so checks the estimate that uses one.</summary>
internal static class AisEvaluator
{
    /// <summary>Chains processed together: rows of a batch.</summary>
    private const int RowsAtOnce = 2048;

    private const double PilotShare = 0.1;

    /// <summary>How far the sigmoid schedule reaches into the tails.</summary>
    private const double ScheduleRange = 4;

    /// <param name="model">The model, on any device, with any prior.</param>
    /// <param name="images">The examples; a hundred take minutes.</param>
    /// <param name="binarization">How targets are made; use the one that the model was trained with.</param>
    /// <param name="options">Chains, temperatures, leapfrog steps; null for the defaults.</param>
    /// <param name="seed">The seed of all draws; dynamic binarization draws as <see cref="NllEvaluator"/> does.</param>
    /// <param name="progress">Receives the share done, from 0 to 1.</param>
    /// <param name="cancellation">Stops between transitions.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static AisEstimate Estimate(
        Vae model, ImageSet images, Binarization binarization, AisOptions? options = null, ulong seed = 0,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new();
        options.Validate();
        if (model.Classifier is not null)
            throw new OptionsException(["annealed importance sampling moves z, and this model infers a class too. Use --nll 1000 without --estimator ais."]);
        var device = model.parameters().First().device;
        var batches = new Batches(images, binarization, new Philox(seed, RandomStream.EvaluationBinarization), device);
        var each = new WeightSpread[images.Count];
        var acceptance = 0.0;
        var imagesAtOnce = Math.Max(1, model.Options.Rows(RowsAtOnce) / options.Chains);
        for (var first = 0; first < images.Count; first += imagesAtOnce)
        {
            using var scope = TensorScope.Open();
            var count = Math.Min(imagesAtOnce, images.Count - first);
            var batch = batches.Gather([.. Enumerable.Range(first, count)]);
            using var pilots = new HamiltonianChains(model, batch, StepSizes.Pilots, options.LeapfrogSteps, first, seed, RandomStream.AnnealingPilot);
            var steps = StepSizes.Find(pilots, options.Temperatures, done => Report(PilotShare * done), cancellation);
            using var chains = new HamiltonianChains(model, batch, options.Chains, options.LeapfrogSteps, first, seed, RandomStream.Annealing);
            var (log, accepted) = Anneal(chains, steps, done => Report(PilotShare + (1 - PilotShare) * done), cancellation);
            for (var image = 0; image < count; image++)
                each[first + image] = WeightSpread.Of(log.AsSpan(image * options.Chains, options.Chains));
            acceptance += accepted * count / images.Count;

            void Report(double done) => progress?.Report((first + done * count) / images.Count);
        }
        double[] nll = [.. each.Select(weights => -weights.LogMean)];
        var (mean, error) = SampleMean.Of(nll);
        return new()
        {
            Examples = images.Count,
            Options = options,
            Binarization = binarization,
            Nll = mean,
            StandardError = error,
            EffectiveSampleSize = EffectiveSampleSize.Of(each, options.Chains),
            Acceptance = acceptance,
            PerExample = nll,
        };
    }

    /// <summary>log w = Σ (β_t − β_{t−1})·log p(x given z_{t−1}) (Neal 2001, eq. 8, for this path).</summary>
    /// <returns>Nats, one per chain; and the mean acceptance.</returns>
    private static (double[] Log, double Acceptance) Anneal(HamiltonianChains chains, float[][] steps, Action<double> report, CancellationToken cancellation)
    {
        var (log, accepted, temperatures) = (new double[chains.Count], 0.0, steps.Length + 1);
        for (var t = 1; t <= temperatures; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (before, beta) = (Temperature(t - 1, temperatures), Temperature(t, temperatures));
            foreach (var (chain, likelihood) in chains.LogLikelihoods().Index())
                log[chain] += (beta - before) * likelihood;
            // The chains are not used after the last weight.
            if (t < temperatures)
                accepted += chains.Move(beta, t, steps[t - 1]).Average();
            report((double)t / temperatures);
        }
        return (log, accepted / Math.Max(1, steps.Length));
    }

    /// <summary>β of step t: a sigmoid from 0 to 1, slow at both ends (Wu et al. 2017, appendix).</summary>
    internal static double Temperature(int t, int steps)
    {
        return (Sigmoid(2.0 * t / steps - 1) - Sigmoid(-1)) / (Sigmoid(1) - Sigmoid(-1));

        static double Sigmoid(double at) => 1 / (1 + Math.Exp(-ScheduleRange * at));
    }
}

/// <summary>Settings of annealed importance sampling. The default chains and leapfrog steps are those of Wu et al. (2017).</summary>
internal sealed record AisOptions
{
    private const int Most = 100_000;

    /// <summary>Independent chains for each example. Default 16.</summary>
    public int Chains { get; init; } = 16;

    /// <summary>Steps from temperature 0 to 1, T. Default 500; the paper uses 10,000.</summary>
    public int Temperatures { get; init; } = 500;

    /// <summary>Leapfrog steps of a transition. Default 10.</summary>
    public int LeapfrogSteps { get; init; } = 10;

    /// <summary>Checks every option.</summary>
    /// <exception cref="OptionsException">One or more are out of range; the message names all of them.</exception>
    public void Validate() => OptionsException.ThrowIfAny([.. Faults()]);

    private IEnumerable<string> Faults()
    {
        foreach (var (name, value, usual) in new[] { ("chains", Chains, 16), ("temperatures", Temperatures, 500), ("leapfrog steps", LeapfrogSteps, 10) })
            if (value is < 1 or > Most)
                yield return $"{name} was {value}; it must be from 1 to {Most:N0}. Use {usual}.";
    }
}
