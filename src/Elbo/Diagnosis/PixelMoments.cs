using Elbo.Data;

namespace Elbo.Diagnosis;

/// <summary>The first two moments of each dimension's target over a split.</summary>
/// <param name="Examples">N.</param>
/// <param name="Mean">E[x], shape [D].</param>
/// <param name="Square">E[x²], shape [D].</param>
internal sealed record PixelMoments(int Examples, double[] Mean, double[] Square)
{
    /// <summary>Counts every pixel; under dynamic binarization, the expectation over the draws.</summary>
    public static PixelMoments Of(ImageSet images, Binarization binarization)
    {
        var size = images.Shape.Size;
        var (sums, squares) = (new long[size], new long[size]);
        for (var n = 0; n < images.Count; n++)
        {
            var image = images.Image(n);
            for (var i = 0; i < size; i++)
            {
                int value = binarization == Binarization.Threshold ? image[i] > 127 ? 255 : 0 : image[i];
                sums[i] += value;
                squares[i] += value * value;
            }
        }
        var mean = Array.ConvertAll(sums, sum => sum / 255.0 / Math.Max(1, images.Count));
        // What is 0 or 1 equals its own square.
        return new(images.Count, mean, binarization == Binarization.Dynamic ? mean
            : Array.ConvertAll(squares, sum => sum / (255.0 * 255) / Math.Max(1, images.Count)));
    }
}
