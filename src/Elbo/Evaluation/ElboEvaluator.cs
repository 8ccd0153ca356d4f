using Elbo.Data;
using Elbo.Models;
using Elbo.Objectives;
using Elbo.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Evaluation;

/// <summary>Estimates the negative ELBO on a split.</summary>
public static class ElboEvaluator
{
    /// <summary>The variance of the posterior mean above which a latent dimension counts as active (Burda et al. 2015).</summary>
    public const double ActiveVariance = 0.01;

    private const int BatchSize = 500;

    /// <summary>Runs every example through the model once.</summary>
    /// <param name="model">The model, on any device.</param>
    /// <param name="images">The split.</param>
    /// <param name="binarization">How targets are made; use the one that the model was trained with.</param>
    /// <param name="seed">The seed of eps and of dynamic binarization.</param>
    /// <param name="round">Another round gives other draws; the trainer uses the epoch.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static ElboEstimate Estimate(
        Vae model, ImageSet images, Binarization binarization, ulong seed = 0, int round = 0, CancellationToken cancellation = default)
    {
        using var inference = inference_mode();
        var device = model.parameters().First().device;
        var batches = new Batches(images, binarization, new Philox(seed, RandomStream.EvaluationBinarization, round), device);
        var noise = new Philox(seed, RandomStream.EvaluationNoise, round);
        var totals = new Totals(model.Options.Latents);
        Span<int> indices = stackalloc int[BatchSize];
        for (var first = 0; first < images.Count; first += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = indices[..Math.Min(BatchSize, images.Count - first)];
            for (var i = 0; i < batch.Length; i++)
                batch[i] = first + i;

            using var scope = NewDisposeScope();
            var (input, target) = batches.Gather(batch);
            var output = model.Forward(input, NoiseRows.Draw(noise, batch, model.Options.Latents).to(device));
            totals.Add(NegativeElbo.Terms(model, output, target), model.Prior.RatePerDimension(output.Posterior), output.Posterior.Mu);
        }
        return totals.Result(images.Count, binarization);
    }

    /// <summary>Sums over batches, in double precision.</summary>
    private sealed class Totals(int latents)
    {
        private readonly double[] rate = new double[latents];
        private readonly double[] mean = new double[latents];
        private readonly double[] square = new double[latents];
        private double distortion;
        private double negElbo;
        private double negElboSquare;

        public void Add(ElboTerms terms, Tensor ratePerDimension, Tensor mu)
        {
            // Double before they are added: in float a rate near zero is lost beside the distortion.
            var distortions = terms.Distortion.to(ScalarType.Float64);
            var each = distortions + terms.Rate.to(ScalarType.Float64);
            negElbo += each.sum().ToDouble();
            negElboSquare += each.square().sum().ToDouble();
            distortion += distortions.sum().ToDouble();
            var codes = mu.to(ScalarType.Float64);
            Accumulate(rate, ratePerDimension.to(ScalarType.Float64).sum(0L));
            Accumulate(mean, codes.sum(0L));
            Accumulate(square, codes.square().sum(0L));
        }

        public ElboEstimate Result(int n, Binarization binarization)
        {
            var average = negElbo / n;
            var variance = Math.Max(0, negElboSquare / n - average * average);
            return new()
            {
                Examples = n,
                Binarization = binarization,
                NegElbo = average,
                StandardError = Math.Sqrt(variance / Math.Max(1, n - 1)),
                Distortion = distortion / n,
                Rate = average - distortion / n,
                RatePerDimension = [.. rate.Select(r => r / n)],
                ActiveLatents = Enumerable.Range(0, latents).Count(d => square[d] / n - Math.Pow(mean[d] / n, 2) > ActiveVariance),
            };
        }

        private static void Accumulate(double[] sums, Tensor values)
        {
            var row = values.cpu().data<double>();
            for (var d = 0; d < sums.Length; d++)
                sums[d] += row[d];
        }
    }
}
