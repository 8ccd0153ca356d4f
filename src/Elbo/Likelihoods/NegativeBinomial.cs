using Elbo.Data.Tables;
using static TorchSharp.torch;

namespace Elbo.Likelihoods;

/// <summary>Counts k = 0, 1, … with mean μ and variance μ + μ²/r: log p(k) = log Γ(k + r) − log Γ(r) − log k! + r log r/(r + μ)
/// + k log μ/(r + μ). For large r it is a Poisson distribution. Planes: log μ, centred and scaled as the training rows have it, softly within
/// [−10, 15], and log r, softly within [−5, 10].</summary>
internal static class NegativeBinomial
{
    private const int MostSteps = 1_000_000;

    /// <param name="k">Counts, shape [B].</param>
    /// <param name="parameters">Shape [B, 2].</param>
    /// <param name="column">Centre and scale of log μ.</param>
    /// <returns>Nats, shape [B].</returns>
    public static Tensor LogProbability(Tensor k, Tensor parameters, ColumnShape column)
    {
        // In double precision, as log Γ of thousands leaves too few digits in a float for its differences.
        var (logMean, logShape) = Parts(parameters, column);
        var (count, shape, odds) = (k.to(ScalarType.Float64), logShape.exp(), logMean - logShape);
        var log = (count + shape).lgamma() - shape.lgamma() - (count + 1).lgamma() + shape * (-odds).LogSigmoid() + count * odds.LogSigmoid();
        return log.to(parameters.dtype);
    }

    /// <returns>μ, shape [B, 1].</returns>
    public static Tensor Mean(Tensor parameters, ColumnShape column) => Parts(parameters, column).LogMean.exp().to(parameters.dtype).unsqueeze(1);

    /// <returns>The standard deviation, the root of μ + μ²/r, shape [B, 1].</returns>
    public static Tensor Deviation(Tensor parameters, ColumnShape column)
    {
        var (logMean, logShape) = Parts(parameters, column);
        return (logMean.exp() + (2 * logMean - logShape).exp()).sqrt().to(parameters.dtype).unsqueeze(1);
    }

    /// <summary>The first count whose distribution function reaches u; p(k + 1) = p(k) · (k + r)/(k + 1) · μ/(r + μ).</summary>
    /// <param name="parameters">Shape [B, 2].</param>
    /// <param name="column">Centre and scale of log μ.</param>
    /// <param name="uniform">Shape [B, 1].</param>
    /// <returns>Shape [B, 1].</returns>
    public static Tensor Draw(Tensor parameters, ColumnShape column, Tensor uniform)
    {
        var (logMean, logShape) = Parts(parameters.detach().cpu(), column);
        var (means, shapes) = (logMean.exp().data<double>().ToArray(), logShape.exp().data<double>().ToArray());
        var levels = uniform.to(ScalarType.Float64).cpu().reshape(-1).data<double>().ToArray();
        double[] counts = [.. levels.Select((u, i) => (double)Quantile(u, means[i], shapes[i]))];
        return tensor(counts).to(parameters.dtype).to(parameters.device).unsqueeze(1);
    }

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

    private static (Tensor LogMean, Tensor LogShape) Parts(Tensor parameters, ColumnShape column)
    {
        var wide = parameters.to(ScalarType.Float64);
        return ((column.Center + column.Scale * wide.select(1, 0)).Within(-10, 15), wide.select(1, 1).Within(-5, 10));
    }
}
