using Elbo.Data.Inspection;

namespace Elbo.Data;

/// <summary>How the pixels of a split are distributed, on the scale 0 (black) to 1 (white): byte / 255.</summary>
/// <param name="Min">The darkest.</param>
/// <param name="Max">The brightest.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The standard deviation over all pixels (divided by their number).</param>
/// <param name="ShareBlack">The share that is exactly 0.</param>
/// <param name="ShareWhite">The share that is exactly 255 of 255.</param>
/// <param name="ShareBetween">The share strictly between.</param>
internal sealed record PixelStatistics(
    double Min, double Max, double Mean, double StandardDeviation, double ShareBlack, double ShareWhite, double ShareBetween)
{
    /// <summary>Measures the pixels of at least one image, in whole numbers until the last division.</summary>
    /// <exception cref="DataException">There is no pixel.</exception>
    public static PixelStatistics Of(ImageSet images)
    {
        if (images.Count == 0)
            throw new DataException("There are 0 images to measure; at least 1 is needed.");
        var counts = new long[256];
        foreach (var block in images.Blocks())
            foreach (var (value, count) in ByteHistogram.Of(block.Pixels).Index())
                counts[value] += count;
        double total = images.Length;
        var (sum, squares) = (0L, 0L);
        for (var value = 0; value < counts.Length; value++)
        {
            sum += counts[value] * value;
            squares += counts[value] * value * value;
        }
        var mean = sum / total / 255;
        var variance = squares / total / (255 * 255) - mean * mean;
        return new(
            Array.FindIndex(counts, count => count > 0) / 255.0,
            Array.FindLastIndex(counts, count => count > 0) / 255.0,
            mean,
            Math.Sqrt(Math.Max(0, variance)),
            counts[0] / total,
            counts[255] / total,
            (total - counts[0] - counts[255]) / total);
    }
}
