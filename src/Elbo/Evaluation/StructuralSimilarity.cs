using Elbo.Data;
using Elbo.Exchange;

namespace Elbo.Evaluation;

/// <summary>SSIM (Wang et al., "Image quality assessment: from error visibility to structural similarity", 2004, eq. 13), with the paper's constants:
/// a Gaussian window of 11×11 with σ 1.5, K₁ 0.01, K₂ 0.03, values from 0 to 1. The mean over all positions where the window is within the image, and
/// over channels.</summary>
internal static class StructuralSimilarity
{
    public const int Window = 11;
    private const double Sigma = 1.5, C1 = 0.01 * 0.01, C2 = 0.03 * 0.03;
    private static readonly double[] Weights = Gaussian();

    /// <summary>True if the window fits into the image.</summary>
    public static bool Fits(ImageShape shape) => Math.Min(shape.Height, shape.Width) >= Window;

    /// <param name="x">An image, shape [C, H, W].</param>
    /// <param name="y">Another of the same shape.</param>
    /// <param name="shape">Their shape; the window must fit.</param>
    /// <returns>From −1 to 1; 1 for equal images.</returns>
    public static double Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ImageShape shape)
    {
        var (plane, sum) = (shape.Height * shape.Width, 0.0);
        for (var channel = 0; channel < shape.Channels; channel++)
            sum += OfPlane(x.Slice(channel * plane, plane), y.Slice(channel * plane, plane), shape.Height, shape.Width);
        return sum / shape.Channels;
    }

    private static double OfPlane(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int height, int width)
    {
        double[] a = new double[x.Length], b = new double[x.Length], aa = new double[x.Length], bb = new double[x.Length], ab = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
            (a[i], b[i], aa[i], bb[i], ab[i]) = (x[i], y[i], (double)x[i] * x[i], (double)y[i] * y[i], (double)x[i] * y[i]);
        var (meanA, meanB) = (Blur(a, height, width), Blur(b, height, width));
        var (squareA, squareB, product) = (Blur(aa, height, width), Blur(bb, height, width), Blur(ab, height, width));
        var sum = 0.0;
        for (var i = 0; i < meanA.Length; i++)
        {
            var (m, n) = (meanA[i], meanB[i]);
            var (varianceA, varianceB, covariance) = (squareA[i] - m * m, squareB[i] - n * n, product[i] - m * n);
            sum += (2 * m * n + C1) * (2 * covariance + C2) / ((m * m + n * n + C1) * (varianceA + varianceB + C2));
        }
        return sum / meanA.Length;
    }

    /// <summary>Weighted means under the window, rows first, then columns.</summary>
    /// <returns>Shape [height − 10, width − 10].</returns>
    private static double[] Blur(double[] plane, int height, int width)
    {
        var (rows, columns) = (height - Window + 1, width - Window + 1);
        var across = new double[height * columns];
        for (var r = 0; r < height; r++)
            for (var c = 0; c < columns; c++)
                for (var k = 0; k < Window; k++)
                    across[r * columns + c] += Weights[k] * plane[r * width + c + k];
        var both = new double[rows * columns];
        for (var r = 0; r < rows; r++)
            for (var k = 0; k < Window; k++)
                for (var c = 0; c < columns; c++)
                    both[r * columns + c] += Weights[k] * across[(r + k) * columns + c];
        return both;
    }

    private static double[] Gaussian()
    {
        double[] weights = [.. Enumerable.Range(0, Window).Select(i => Math.Exp(-0.5 * Math.Pow((i - Window / 2) / Sigma, 2)))];
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }
}
