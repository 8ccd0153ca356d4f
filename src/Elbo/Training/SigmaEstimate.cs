using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Training;

/// <summary>The σ that a model with the likelihood <see cref="GaussianOptimal"/> is evaluated with: the root of the mean squared error of its
/// reconstructions of the training split, one draw of z each.</summary>
internal static class SigmaEstimate
{
    /// <summary>Examples looked at, spread evenly over the split: their σ is within a thousandth of that of all.</summary>
    private const int MostExamples = 10_000;

    private const int BatchSize = 500;

    public static Gaussian Of(Vae model, ExampleSet train, Binarization binarization, ulong seed, int epoch, CancellationToken cancellation)
    {
        using var inference = inference_mode();
        var device = model.parameters().First().device;
        var batches = new Batches(train, binarization, new Philox(seed, RandomStream.EvaluationBinarization, epoch), device);
        var noise = new Philox(seed, RandomStream.EvaluationNoise, epoch);
        var (examples, rows) = (Math.Min(MostExamples, train.Count), model.Options.Rows(BatchSize));
        var (sum, count) = (0.0, 0L);
        for (var first = 0; first < examples; first += rows)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = TensorScope.Open();
            int[] indices = [.. Enumerable.Range(first, Math.Min(rows, examples - first)).Select(i => (int)((long)i * train.Count / examples))];
            var batch = batches.Gather(indices);
            var output = model.Forward(batch, NoiseRows.Draw(noise, indices, model.NoiseWidth).to(device));
            var (errors, there) = GaussianOptimal.SquaredErrors(batch.Target, output.Parameters);
            (sum, count) = (sum + errors, count + there);
        }
        return GaussianOptimal.With(sum, count);
    }
}
