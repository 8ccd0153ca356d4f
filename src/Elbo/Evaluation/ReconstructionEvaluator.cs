using Elbo.Data;
using Elbo.Engine;
using Elbo.Models;

namespace Elbo.Evaluation;

/// <summary>Measures reconstructions at the posterior mean against their targets.</summary>
public static class ReconstructionEvaluator
{
    private const int BatchSize = 500;

    /// <summary>Encodes and decodes every example once.</summary>
    /// <param name="vae">The model.</param>
    /// <param name="images">The split. Under dynamic binarization one draw of each image is both input and target.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OptionsException">The images have another shape.</exception>
    public static ReconstructionError Estimate(TrainedVae vae, ImageSet images, CancellationToken cancellation = default)
    {
        var codes = vae.Encode(images, cancellation);
        var targets = new PixelRows(images, vae.Binarization, TrainedVae.EncodingDraws);
        var hasWindow = StructuralSimilarity.Fits(images.Shape);
        double[] squares = new double[images.Count], psnr = new double[images.Count], ssim = new double[images.Count];
        for (var first = 0; first < images.Count; first += BatchSize)
        {
            var count = Math.Min(BatchSize, images.Count - first);
            var means = vae.Decode(codes.Mu.AsSpan(first * codes.Latents, count * codes.Latents), cancellation);
            Parallel.For(0, count, row =>
            {
                var target = new float[images.Shape.Size];
                var mean = means.AsSpan(row * target.Length, target.Length);
                targets.Target(first + row, target);
                squares[first + row] = MeanSquare(target, mean);
                psnr[first + row] = -10 * Math.Log10(squares[first + row]);
                if (hasWindow)
                    ssim[first + row] = StructuralSimilarity.Of(target, mean, images.Shape);
            });
        }
        return new()
        {
            Examples = images.Count,
            Binarization = vae.Binarization,
            MeanSquaredError = SampleMean.Of(squares),
            Psnr = SampleMean.Of(psnr),
            Ssim = hasWindow ? SampleMean.Of(ssim) : null,
        };
    }

    private static double MeanSquare(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += ((double)x[i] - y[i]) * ((double)x[i] - y[i]);
        return sum / x.Length;
    }
}
