using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using Elbo.Objectives;
using static TorchSharp.torch;

namespace Elbo.Evaluation;

/// <summary>Importance weights by libtorch, for every model: images × draws in batches large enough that matrix products take most of the
/// time.</summary>
internal static class TorchWeighing
{
    /// <summary>Maximum rows of a batch, images × draws: with 784 pixels about 13 MB for each tensor of that size.</summary>
    private const int RowsAtOnce = 4096;

    /// <summary>log w = log p(x given z) + log p(z) − log q(z given x) of S draws for each image, over z and y if the model infers a class y.</summary>
    /// <param name="model">The model, on any device.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="binarization">How targets are made.</param>
    /// <param name="binary">For dynamic binarization; the row is the image.</param>
    /// <param name="samples">S.</param>
    /// <param name="draws">Gives the noise of each sample; the row is the image.</param>
    /// <param name="use">Takes an image and its S log-weights, nats.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static void Weigh(
        Vae model, ExampleSet examples, Binarization binarization, Philox binary, int samples,
        Func<int, Philox> draws, Action<int, double[]> use, CancellationToken cancellation)
    {
        using var inference = inference_mode();
        var device = model.parameters().First().device;
        var batches = new Batches(examples, binarization, binary, device);
        var rows = model.Options.Rows(RowsAtOnce);
        var imagesAtOnce = Math.Max(1, rows / samples);
        for (var first = 0; first < examples.Count; first += imagesAtOnce)
        {
            using var outer = TensorScope.Open();
            var count = Math.Min(imagesAtOnce, examples.Count - first);
            var batch = batches.Gather([.. Enumerable.Range(first, count)]);
            var classes = model.Classifier is null ? null : new ClassProposal(model, batch.Input);
            var posterior = classes is null ? model.Encode(batch.Input, batch.Condition) : null;
            var prior = classes is null ? model.Prior.Given(model.PriorCondition(batch.Input, batch.Condition)) : null;
            var width = model.NoiseWidth + (classes is null ? 0 : 1);
            var logWeights = new double[count, samples];
            for (var sample = 0; sample < samples; sample += rows)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = TensorScope.Open();
                var some = Math.Min(rows, samples - sample);
                var noise = Noise(width, (first, count), (sample, some), draws).to(device);
                Tensor log;
                if (classes is null)
                    log = LogWeights(model, posterior!.Repeat(some), prior!, batch.Condition, batch.Target, noise);
                else
                {
                    var (q, y, logRatio) = classes.Draw(some, noise.select(1, model.NoiseWidth));
                    log = LogWeights(model, q, model.Prior.Given(y), y, batch.Target, noise) + logRatio;
                }
                var values = log.cpu().data<double>();
                for (var row = 0; row < count * some; row++)
                    logWeights[row / some, sample + row % some] = values[row];
            }
            for (var image = 0; image < count; image++)
                use(first + image, [.. Enumerable.Range(0, samples).Select(sample => logWeights[image, sample])]);
        }
    }

    /// <param name="model">The model.</param>
    /// <param name="posterior">Of each draw, [B·k, L].</param>
    /// <param name="prior">p(z given c).</param>
    /// <param name="condition">c of each example or of each draw; null if the decoder takes none.</param>
    /// <param name="target">x, shape [B, D].</param>
    /// <param name="noise">Shape [B·k, W].</param>
    /// <returns>Nats in float64, shape [B·k].</returns>
    private static Tensor LogWeights(Vae model, Posterior posterior, Prior prior, Tensor? condition, Tensor target, Tensor noise)
    {
        var latents = model.Options.Latents;
        var z = posterior.Sample(noise.narrow(1, 0, latents));
        var ratio = prior.LogProbability(z, noise.narrow(1, latents, model.Prior.NoiseWidth)) - posterior.LogProbability(z);
        return LogLikelihood.Of(model, model.Decode(z, condition), target).to(ScalarType.Float64) + ratio.to(ScalarType.Float64);
    }

    /// <returns>Shape [images · samples, width], the samples of an image are consecutive.</returns>
    private static unsafe Tensor Noise(int width, (int First, int Count) images, (int First, int Count) samples, Func<int, Philox> draws)
    {
        var noise = empty(images.Count * samples.Count, width);
        var values = noise.Singles();
        TorchTeam.Run(images.Count * samples.Count, least: 64, (first, end) =>
        {
            for (var row = first; row < end; row++)
                draws(samples.First + row % samples.Count).FillNormal(images.First + row / samples.Count, new(values + (nint)row * width, width));
        });
        return noise;
    }
}
