using Elbo.Data;
using Elbo.Models;

namespace Elbo.Evaluation;

/// <summary>Measures reconstructions at the posterior mean against their targets.</summary>
internal static class ReconstructionEvaluator
{
    private const int BatchSize = 500;

    /// <summary>Encodes and decodes every example once.</summary>
    /// <param name="vae">The model.</param>
    /// <param name="images">The split. Under dynamic binarization one draw of each image is both input and target.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OptionsException">The images have another shape.</exception>
    public static ReconstructionError Estimate(TrainedVae vae, ImageSet images, CancellationToken cancellation = default)
    {
        var hasWindow = StructuralSimilarity.Fits(images.Shape);
        double[] squares = new double[images.Count], psnr = new double[images.Count], ssim = new double[images.Count];
        ForEach(vae, images, (example, target, mean) =>
        {
            squares[example] = SquaredError(target, mean) / target.Length;
            psnr[example] = -10 * Math.Log10(squares[example]);
            if (hasWindow)
                ssim[example] = StructuralSimilarity.Of(target, mean, images.Shape);
        }, cancellation);
        return new()
        {
            Examples = images.Count,
            Binarization = vae.Binarization,
            MeanSquaredError = SampleMean.Of(squares),
            Psnr = SampleMean.Of(psnr),
            Ssim = hasWindow ? SampleMean.Of(ssim) : null,
        };
    }

    /// <summary>Σ (x − x̂)² of every example, pixels in [0, 1].</summary>
    /// <returns>Shape [N].</returns>
    internal static double[] SquaredErrors(TrainedVae vae, ImageSet images, CancellationToken cancellation)
    {
        var squares = new double[images.Count];
        ForEach(vae, images, (example, target, mean) => squares[example] = SquaredError(target, mean), cancellation);
        return squares;
    }

    private delegate void Compare(int example, ReadOnlySpan<float> target, ReadOnlySpan<float> mean);

    private static void ForEach(TrainedVae vae, ImageSet images, Compare compare, CancellationToken cancellation)
    {
        images = vae.UnderCondition(images);
        var codes = vae.Encode(images, cancellation);
        var targets = images.Rows(vae.Binarization, TrainedVae.EncodingDraws);
        for (var first = 0; first < images.Count; first += BatchSize)
        {
            var (start, count) = (first, Math.Min(BatchSize, images.Count - first));
            var means = vae.Decode(codes.Mu.AsSpan(start * codes.Latents, count * codes.Latents), images.Conditions?.Slice(start, count), cancellation);
            Parallel.For(0, count, row =>
            {
                var target = new float[images.Shape.Size];
                targets.Target(start + row, target);
                vae.Model.Guess?.Region.Restore(means.AsSpan(row * target.Length, target.Length), target);
                compare(start + row, target, means.AsSpan(row * target.Length, target.Length));
            });
        }
    }

    private static double SquaredError(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += ((double)x[i] - y[i]) * ((double)x[i] - y[i]);
        return sum;
    }
}

/// <summary>The error of the mean image of p(x given z), at z = the posterior mean; pixels in [0, 1].</summary>
internal sealed record ReconstructionError
{
    /// <summary>Number of examples, N.</summary>
    public required int Examples { get; init; }

    /// <summary>How the targets were made: binary ones give other errors than grey ones.</summary>
    public required Binarization Binarization { get; init; }

    /// <summary>The mean squared error per pixel.</summary>
    public required SampleMean MeanSquaredError { get; init; }

    /// <summary>10·log₁₀(1 / MSE) of each image, dB, averaged over the images; infinite if one is exact.</summary>
    public required SampleMean Psnr { get; init; }

    /// <summary>Structural similarity (Wang et al. 2004), 1 for equal images; null if a side of the images is below 11 pixels.</summary>
    public SampleMean? Ssim { get; init; }
}
