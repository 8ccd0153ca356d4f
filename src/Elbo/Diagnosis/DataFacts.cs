using Elbo.Data;
using Elbo.Exchange;
using Elbo.Likelihoods;

namespace Elbo.Diagnosis;

/// <summary>What the data alone say, whatever the model.</summary>
/// <param name="TrainExamples">Examples trained on, N.</param>
/// <param name="GreyShare">The share of pixels that are neither black nor white, from 0 to 1.</param>
/// <param name="PixelModel">
/// −log p(x) of a split, nats per example, under independent pixels with the training split's means: what a decoder reaches that knows
/// nothing of z. Null for a likelihood for which it is not known.
/// </param>
public sealed record DataFacts(int TrainExamples, double GreyShare, double? PixelModel)
{
    /// <summary>Measures them over every pixel.</summary>
    /// <param name="train">The training split.</param>
    /// <param name="heldOut">The split that is evaluated.</param>
    /// <param name="likelihood">p(x given z).</param>
    /// <param name="binarization">How targets are made.</param>
    public static DataFacts Of(ImageSet train, ImageSet heldOut, Likelihood likelihood, Binarization binarization)
    {
        var (learned, met) = (PixelMoments.Of(train, binarization), PixelMoments.Of(heldOut, binarization));
        double? nats = likelihood switch
        {
            Bernoulli => Enumerable.Range(0, learned.Mean.Length).Sum(i => CrossEntropy(learned, met.Mean[i], i)),
            Gaussian gaussian => Enumerable.Range(0, learned.Mean.Length).Sum(i => Gauss(gaussian.Sigma, learned.Mean[i], met.Mean[i], met.Square[i])),
            _ => null,
        };
        return new(train.Count, heldOut.Count == 0 ? 0 : PixelStatistics.Of(heldOut).ShareBetween, nats);
    }

    /// <summary>With Laplace's rule of succession: a pixel that was never white in training may be so in the split.</summary>
    private static double CrossEntropy(PixelMoments learned, double met, int pixel)
    {
        var white = (learned.Mean[pixel] * learned.Examples + 1) / (learned.Examples + 2);
        return -met * Math.Log(white) - (1 - met) * Math.Log(1 - white);
    }

    /// <summary>E[(x − m)²] / 2σ² + log σ + ½ log 2π.</summary>
    private static double Gauss(double sigma, double learned, double mean, double square) =>
        (square - 2 * learned * mean + learned * learned) / (2 * sigma * sigma) + Math.Log(sigma) + 0.5 * Math.Log(2 * Math.PI);
}
