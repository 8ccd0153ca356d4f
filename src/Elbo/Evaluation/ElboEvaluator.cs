using Elbo.Compute.Distributed;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Managed;

namespace Elbo.Evaluation;

/// <summary>Estimates the negative ELBO on a split.</summary>
internal static class ElboEvaluator
{
    /// <summary>The variance of the posterior mean above which a latent dimension counts as active (Burda et al. 2015).</summary>
    public const double ActiveVariance = 0.01;

    /// <summary>Runs every example through the model once.</summary>
    /// <param name="model">The model, on any device.</param>
    /// <param name="examples">The split.</param>
    /// <param name="binarization">How targets are made; use the one that the model was trained with.</param>
    /// <param name="seed">The seed of eps and of dynamic binarization.</param>
    /// <param name="round">Another round gives other draws; the trainer uses the epoch.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static ElboEstimate Estimate(
        Vae model, ExampleSet examples, Binarization binarization, ulong seed = 0, int round = 0, CancellationToken cancellation = default) =>
        Estimate(model, examples, binarization, seed, round, Communicator.Alone, cancellation);

    internal static ElboEstimate Estimate(
        Vae model, ExampleSet examples, Binarization binarization, ulong seed, int round, Communicator communicator, CancellationToken cancellation) =>
        Summarize(Terms(model, examples, binarization, seed, round, communicator, cancellation), binarization);

    /// <summary>The terms of each example, of which <see cref="Summarize"/> takes the averages.</summary>
    internal static ExampleTerms Terms(
        Vae model, ExampleSet examples, Binarization binarization, ulong seed, int round, Communicator communicator, CancellationToken cancellation) =>
        ExampleTerms.Of(model, examples, binarization, seed, round, ManagedInference.For(model), communicator, cancellation);

    /// <summary>Averages over the examples, summed in double precision: in float a rate near zero would be lost next to the distortion.</summary>
    internal static ElboEstimate Summarize(ExampleTerms terms, Binarization binarization)
    {
        var n = terms.Distortion.Length;
        var latents = terms.Mu.Length / n;
        double[] rate = new double[latents], mean = new double[latents], square = new double[latents];
        double[] distortions = new double[n], rates = new double[n];
        for (var i = 0; i < n; i++)
        {
            distortions[i] = terms.Distortion[i];
            rates[i] = terms.Rate[i];
            for (var d = 0; d < latents; d++)
            {
                double mu = terms.Mu[i * latents + d];
                rate[d] += terms.RatePerDimension?[i * latents + d] ?? 0;
                mean[d] += mu;
                square[d] += mu * mu;
            }
        }
        var distortion = SampleMean.Of(distortions);
        var rateOfAll = SampleMean.Of(rates);
        var negElbo = SampleMean.Of([.. distortions.Zip(rates, (a, b) => a + b)]);
        return new()
        {
            Examples = n,
            Binarization = binarization,
            NegElbo = negElbo.Value,
            StandardError = negElbo.StandardError,
            Distortion = distortion.Value,
            DistortionError = distortion.StandardError,
            Rate = negElbo.Value - distortion.Value,
            RateError = rateOfAll.StandardError,
            RatePerDimension = terms.RatePerDimension is null ? null : [.. rate.Select(r => r / n)],
            ActiveLatents = Enumerable.Range(0, latents).Count(d => square[d] / n - Math.Pow(mean[d] / n, 2) > ActiveVariance),
        };
    }
}
