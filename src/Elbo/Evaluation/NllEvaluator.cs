using Elbo.Data;
using Elbo.Engine;
using Elbo.Models;
using Elbo.Randomness;
using static TorchSharp.torch;

namespace Elbo.Evaluation;

/// <summary>
/// Estimates −log p(x) by importance sampling with the posterior as the proposal: −log 1/S Σ p(x, z) / q(z given x) (Burda et al.,
/// "Importance Weighted Autoencoders", 2015, eq. 8 with k = S).
/// </summary>
public static class NllEvaluator
{
    private const int MostSamples = 1_000_000;

    /// <summary>Log-weights at once on the general path: some tens of megabytes.</summary>
    private const int RowsAtOnce = 2048;

    /// <summary>Estimates it on a split.</summary>
    /// <param name="model">The model, on any device.</param>
    /// <param name="images">The split.</param>
    /// <param name="binarization">How targets are made; use the one that the model was trained with.</param>
    /// <param name="samples">Draws of z for each example, S. The first draws are the same whatever S is.</param>
    /// <param name="seed">The seed of eps and of dynamic binarization.</param>
    /// <param name="progress">Told the number of examples that are done; called on any thread.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OptionsException"><paramref name="samples"/> is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static NllEstimate Estimate(
        Vae model, ImageSet images, Binarization binarization, int samples, ulong seed = 0, IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        Estimate(model, images, binarization, samples, seed, ManagedInference.For(model), progress, cancellation);

    internal static NllEstimate Estimate(
        Vae model, ImageSet images, Binarization binarization, int samples, ulong seed, ManagedInference? engine, IProgress<int>? progress, CancellationToken cancellation)
    {
        if (samples is < 1 or > MostSamples)
            throw new OptionsException([$"samples was {samples}; it must be from 1 to {MostSamples:N0} for each example. Use 1,000."]);
        var draws = new Philox(seed, RandomStream.EvaluationBinarization);
        var each = new double[images.Count];
        var done = 0;
        if (engine is not null && model.Prior is StandardNormal)
            engine.Weigh(new(images, binarization, draws), samples, Draws, Use, cancellation);
        else
            WeighByTorch(model, images, binarization, draws, samples, Draws, Use, cancellation);

        var mean = each.Average();
        var variance = each.Sum(nll => (nll - mean) * (nll - mean)) / Math.Max(1, each.Length - 1);
        return new() { Examples = each.Length, Samples = samples, Binarization = binarization, Nll = mean, StandardError = Math.Sqrt(variance / each.Length) };

        Philox Draws(int sample) => new(seed, RandomStream.ImportanceNoise, sample);

        void Use(int image, double[] logWeights)
        {
            each[image] = -LogMeanExp(logWeights);
            progress?.Report(Interlocked.Increment(ref done));
        }
    }

    /// <summary>log 1/S Σ exp(w), without overflow.</summary>
    internal static double LogMeanExp(ReadOnlySpan<double> logs)
    {
        var most = double.NegativeInfinity;
        foreach (var log in logs)
            most = Math.Max(most, log);
        if (!double.IsFinite(most))
            return most;
        var sum = 0.0;
        foreach (var log in logs)
            sum += Math.Exp(log - most);
        return most + Math.Log(sum / logs.Length);
    }

    private static void WeighByTorch(
        Vae model, ImageSet images, Binarization binarization, Philox binary, int samples, Func<int, Philox> draws, Action<int, double[]> use, CancellationToken cancellation)
    {
        using var inference = inference_mode();
        var device = model.parameters().First().device;
        var batches = new Batches(images, binarization, binary, device);
        var (latents, width) = (model.Options.Latents, model.NoiseWidth);
        for (var image = 0; image < images.Count; image++)
        {
            var logWeights = new double[samples];
            using var outer = NewDisposeScope();
            var (input, target) = batches.Gather([image]);
            var posterior = model.Encode(input);
            for (var first = 0; first < samples; first += RowsAtOnce)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var count = Math.Min(RowsAtOnce, samples - first);
                var noise = new float[count * width];
                for (var s = 0; s < count; s++)
                    draws(first + s).FillNormal(image, noise.AsSpan(s * width, width));
                var all = tensor(noise, count, width).to(device);
                var eps = all.narrow(1, 0, latents);
                var z = posterior.Sample(eps);
                var proposal = -0.5 * (eps.square() + posterior.LogVar + DiagonalGaussian.LogTwoPi).to(ScalarType.Float64).sum(1L);
                var prior = model.Prior.LogProbability(z, all.narrow(1, latents, width - latents)).to(ScalarType.Float64);
                var log = model.Likelihood.LogProbability(target.expand(count, -1), model.Decode(z)).to(ScalarType.Float64) + prior - proposal;
                log.cpu().data<double>().CopyTo(logWeights, first);
            }
            use(image, logWeights);
        }
    }
}
