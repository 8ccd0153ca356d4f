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
internal sealed record DataFacts(int TrainExamples, double GreyShare, double? PixelModel)
{
    /// <summary>Measures them over every pixel.</summary>
    /// <param name="train">The training split.</param>
    /// <param name="heldOut">The split that is evaluated.</param>
    /// <param name="likelihood">p(x given z).</param>
    /// <param name="binarization">How targets are made.</param>
    public static DataFacts Of(ImageSet train, ImageSet heldOut, Likelihood likelihood, Binarization binarization)
    {
        var (learned, met) = (PixelMoments.Of(train, binarization), PixelMoments.Of(heldOut, binarization));
        double? nats = 0;
        for (var i = 0; i < learned.Mean.Length && nats is not null; i++)
            nats += likelihood.NatsAt(learned.Mean[i], learned.Examples, met.Mean[i], met.Square[i]);
        return new(train.Count, heldOut.Count == 0 ? 0 : PixelStatistics.Of(heldOut).ShareBetween, nats);
    }
}
