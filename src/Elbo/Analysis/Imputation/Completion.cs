using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Analysis.Imputation;

/// <summary>
/// A model that is given a region completes the rest: z ~ p(z given what is seen), x ~ p(x given z) (Sohn et al., "Learning Structured Output
/// Representation using Deep Conditional Generative Models", 2015, section 4.1). A mean is that of E[x given z] over the draws of z, and a draw is
/// E[x given z] of one z: sharper than the mean, and without the noise of single pixels.
/// </summary>
internal static class Completion
{
    /// <inheritdoc cref="ImportanceImputation.Find"/>
    public static Tensor Find(Incomplete holes, int[] indices, float[] values, ImputationOptions options, int? draw)
    {
        var (model, rows, samples) = (holes.Model, indices.Length, draw is null ? options.Samples : 1);
        var input = holes.Input(values).to(model.parameters().First().device);
        var prior = model.Prior.Given(model.PriorCondition(input, null));
        var noise = NoiseRows.Draw(
            new Philox(options.Seed, RandomStream.ImportanceNoise, draw is { } some ? some + 1 : 0), indices,
            model.Options.Latents + prior.SampleNoise, samples).to(input.device);
        var expected = holes.Expect(model.Decode(prior.Sample(noise)));
        return holes.Decide(expected.reshape(rows, samples, -1).mean([1L]));
    }

    /// <summary>What is seen of each image, and a plain net's first guess of the rest.</summary>
    /// <param name="model">A model that is given a region.</param>
    /// <param name="images">Images of its shape.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Shape [N, D].</returns>
    public static float[] Guess(TrainedVae model, ImageSet images, CancellationToken cancellation)
    {
        var values = new float[images.Length];
        model.ForEachBatch(
            images, (first, batch) => TrainedVae.Copy(model.Model.PriorCondition(batch.Input, null)!, values, first * images.Shape.Size), cancellation);
        return values;
    }

    /// <summary>Pixels other than those that the model is not given are refused.</summary>
    /// <exception cref="OptionsException">A pixel is missing that the model needs, or one is there that it cannot use.</exception>
    public static void ThrowIfOther(VaeOptions model, SeenRegion region, ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
            if (float.IsNaN(values[i]) == region.Seen[i % region.Seen.Length])
                throw new OptionsException([$"the run completes images of which it is given {model.GivenRegion}, and no other part. "
                    + "Leave --mask, --region and --missing-value out, and give images without holes there."]);
    }
}
