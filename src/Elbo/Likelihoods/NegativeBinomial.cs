using static TorchSharp.torch;

namespace Elbo.Likelihoods;

/// <summary>Counts k = 0, 1, … with mean μ and variance μ + μ²/r: log p(k) = log Γ(k + r) − log Γ(r) − log k! + r log r/(r + μ)
/// + k log μ/(r + μ). For large r it is a Poisson distribution. Planes: log μ, centred and scaled as the training rows have it, softly within
/// [−10, 15], and log r, softly within [−5, 10].</summary>
/// <param name="center">Centre of log μ.</param>
/// <param name="scale">Scale of log μ.</param>
internal sealed class NegativeBinomial(double center, double scale)
{
    internal const double LeastMean = -10, MostMean = 15, LeastShape = -5, MostShape = 10;

    private const int MostSteps = 1_000_000;

    /// <param name="k">Counts, shape [B].</param>
    /// <param name="parameters">Shape [B, 2].</param>
    /// <returns>Nats, shape [B].</returns>
    public Tensor LogProbability(Tensor k, Tensor parameters)
    {
        // In double precision, as log Γ of thousands leaves too few digits in a float for its differences.
        var (logMean, logShape) = Parts(parameters);
        var (count, shape, odds) = (k.to(ScalarType.Float64), logShape.exp(), logMean - logShape);
        var log = (count + shape).lgamma() - shape.lgamma() - (count + 1).lgamma() + shape * (-odds).LogSigmoid() + count * odds.LogSigmoid();
        return log.to(parameters.dtype);
    }

    /// <returns>μ, shape [B, 1].</returns>
    public Tensor Mean(Tensor parameters) => Parts(parameters).LogMean.exp().to(parameters.dtype).unsqueeze(1);

    /// <returns>The standard deviation, the root of μ + μ²/r, shape [B, 1].</returns>
    public Tensor Deviation(Tensor parameters)
    {
        var (logMean, logShape) = Parts(parameters);
        return (logMean.exp() + (2 * logMean - logShape).exp()).sqrt().to(parameters.dtype).unsqueeze(1);
    }

    /// <summary>The first count whose distribution function reaches u; p(k + 1) = p(k) · (k + r)/(k + 1) · μ/(r + μ).</summary>
    /// <param name="mean">The output for log μ.</param>
    /// <param name="shape">The output for log r.</param>
    /// <param name="uniform">u, in (0, 1).</param>
    public int Draw(double mean, double shape, double uniform) =>
        Quantile(uniform, Math.Exp(SoftLimits.Within(center + scale * mean, LeastMean, MostMean)), Math.Exp(SoftLimits.Within(shape, LeastShape, MostShape)));

    private static int Quantile(double u, double mean, double shape)
    {
        var ratio = mean / (shape + mean);
        var log = -shape * Math.Log(1 + mean / shape);
        var (reached, k) = (Math.Exp(log), 0);
        while (reached < u && k < MostSteps)
        {
            log += Math.Log((k + shape) / (k + 1) * ratio);
            k++;
            reached += Math.Exp(log);
            // Rounding may keep the sum below u: what is left of the tail is nothing.
            if (k > mean && Math.Exp(log) < 1e-17)
                break;
        }
        return k;
    }

    private (Tensor LogMean, Tensor LogShape) Parts(Tensor parameters)
    {
        var wide = parameters.to(ScalarType.Float64);
        return ((center + scale * wide.select(1, 0)).Within(LeastMean, MostMean), wide.select(1, 1).Within(LeastShape, MostShape));
    }
}
