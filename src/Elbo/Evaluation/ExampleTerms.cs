using System.Runtime.InteropServices;
using Elbo.Data;
using Elbo.Engine;
using Elbo.Models;
using Elbo.Objectives;
using Elbo.Randomness;
using static TorchSharp.torch;

namespace Elbo.Evaluation;

/// <summary>What each example of a split gives with one draw of z: by the managed engine where it covers the model, else by libtorch.</summary>
/// <param name="Mu">Posterior means, shape [N, L].</param>
/// <param name="Distortion">Nats, shape [N].</param>
/// <param name="Rate">Nats for each latent dimension, shape [N, L].</param>
internal sealed record ExampleTerms(float[] Mu, float[] Distortion, float[] Rate)
{
    private const int BatchSize = 500;

    /// <param name="model">The model, on any device.</param>
    /// <param name="images">The split.</param>
    /// <param name="binarization">How targets are made.</param>
    /// <param name="seed">The seed of eps and of dynamic binarization.</param>
    /// <param name="round">Another round gives other draws.</param>
    /// <param name="engine">The managed engine with the model's weights; null for libtorch.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static ExampleTerms Of(
        Vae model, ImageSet images, Binarization binarization, ulong seed, int round, ManagedInference? engine, CancellationToken cancellation)
    {
        var draws = new Philox(seed, RandomStream.EvaluationBinarization, round);
        var noise = new Philox(seed, RandomStream.EvaluationNoise, round);
        if (engine is null || model.Prior is not StandardNormal)
            return ByTorch(model, images, binarization, draws, noise, cancellation);

        var (codes, distortion) = engine.Distort(new(images, binarization, draws), noise, cancellation);
        return new(codes.Mu, distortion, [.. codes.Mu.Zip(codes.LogVar, (mu, logVar) => (float)(0.5 * ((double)mu * mu + Math.Exp(logVar) - 1 - logVar)))]);
    }

    private static ExampleTerms ByTorch(
        Vae model, ImageSet images, Binarization binarization, Philox draws, Philox noise, CancellationToken cancellation)
    {
        using var inference = inference_mode();
        var latents = model.Options.Latents;
        var device = model.parameters().First().device;
        var batches = new Batches(images, binarization, draws, device);
        var terms = new ExampleTerms(new float[images.Count * latents], new float[images.Count], new float[images.Count * latents]);
        for (var first = 0; first < images.Count; first += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            int[] batch = [.. Enumerable.Range(first, Math.Min(BatchSize, images.Count - first))];
            var (input, target) = batches.Gather(batch);
            var output = model.Forward(input, NoiseRows.Draw(noise, batch, model.NoiseWidth).to(device));
            Copy(output.Posterior.Mu, terms.Mu, first * latents);
            Copy(NegativeElbo.Terms(model, output, target).Distortion, terms.Distortion, first);
            Copy(model.Prior.RatePerDimension(output.Posterior), terms.Rate, first * latents);
        }
        return terms;
    }

    private static void Copy(Tensor from, float[] to, int at) =>
        MemoryMarshal.Cast<byte, float>(from.cpu().contiguous().bytes).CopyTo(to.AsSpan(at));
}
