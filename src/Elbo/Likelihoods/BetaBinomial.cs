using Elbo.Compute.Native;
using Elbo.Exchange;
using static TorchSharp.torch;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Likelihoods;

/// <summary>Whole levels as successes out of n − 1 trials whose probability is Beta(α, β): log p(k) = log C(n − 1, k) + log B(k + α, n − 1
/// − k + β) − log B(α, β), as in Townsend et al., "Practical Lossless Compression with Latent Variables using Bits Back Coding", 2019, section
/// 3.1. It can be flat, have one peak, or one at each end. Planes: log α, log β, softly within [−10, 10].</summary>
/// <param name="Levels">n, from 2 to 256. Default 256: bytes, 255 trials.</param>
[Kind("beta-binomial", "Bytes as counts", Order = 8)]
public sealed record BetaBinomial(int Levels = 256) : LevelLikelihood(Levels), IOnnxLikelihood
{
    private const double Limit = 10;

    /// <inheritdoc/>
    public override int Planes => 2;

    /// <inheritdoc/>
    public override string Describe() => $"beta-binomial, {Levels} levels";

    /// <summary>Inside in double precision: log Γ of hundreds leaves too few digits in a float for its differences.</summary>
    /// <inheritdoc/>
    public override Tensor DimensionLogProbability(Tensor target, Tensor parameters)
    {
        var (alpha, beta) = Parts(parameters);
        var k = LevelOf(target.to(ScalarType.Float64));
        var ways = Enumerable.Range(1, Top).Sum(i => Math.Log(i)) - (k + 1).lgamma() - (Top - k + 1).lgamma();
        var log = ways + LogBeta(k + alpha, Top - k + beta) - LogBeta(alpha, beta);
        return log.to(parameters.dtype);
    }

    /// <summary>α / (α + β).</summary>
    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters)
    {
        var (alpha, beta) = Parts(parameters);
        return (alpha / (alpha + beta)).to(parameters.dtype);
    }

    /// <summary>α + β = 2, the flat distribution where the mean is ½.</summary>
    /// <inheritdoc/>
    protected internal override double[] OutputsAt(double mean) => [Math.Log(2 * Inside(mean)), Math.Log(2 * (1 - Inside(mean)))];

    /// <summary>The first level whose distribution function reaches u; p(k + 1) = p(k) · (t − k)(k + α) / ((k + 1)(t − k − 1 + β)).</summary>
    /// <inheritdoc/>
    protected override Tensor Draw(Tensor parameters, Tensor uniform)
    {
        var (alpha, beta) = Parts(parameters);
        var log = LogBeta(alpha, Top + beta) - LogBeta(alpha, beta);
        var (reached, level) = (log.exp(), zeros_like(log));
        for (var k = 0; k < Top; k++)
        {
            using var scope = TensorScope.Open();
            level.add_((uniform > reached).to(ScalarType.Float64));
            log.add_(((k + alpha) / (Top - k - 1 + beta)).log() + Math.Log((Top - k) / (k + 1.0)));
            reached.add_(log.exp());
        }
        return (level / Top).to(parameters.dtype);
    }

    private (Tensor Alpha, Tensor Beta) Parts(Tensor parameters)
    {
        var planes = Split(parameters.to(ScalarType.Float64));
        return (planes[0].Within(-Limit, Limit).exp(), planes[1].Within(-Limit, Limit).exp());
    }

    private static Tensor LogBeta(Tensor a, Tensor b) => a.lgamma() + b.lgamma() - (a + b).lgamma();

    /// <summary>α / (α + β) = σ(log α − log β).</summary>
    string IOnnxLikelihood.Mean(OnnxParameters parameters)
    {
        var graph = parameters.Graph;
        return graph.Node("Sigmoid", graph.Node("Sub", Limited(0), Limited(1)));

        string Limited(int plane) => graph.Within(parameters.Part(plane), -Limit, Limit);
    }

    /// <summary>−Σ log C(t, k) + log B(k + α, t − k + β) − log B(α, β), inside in float64.</summary>
    string IOnnxLikelihood.Distortion(OnnxParameters parameters, string target)
    {
        var graph = parameters.Graph;
        var (logAlpha, logBeta) = (parameters.Part(0), parameters.Part(1));
        var (alpha, beta) = (Exp(logAlpha), Exp(logBeta));
        var level = graph.Node("Round", graph.Times(target, Top));
        var k = graph.Cast(level, Type.Double);
        var chosen = graph.LogBeta(graph.Node("Add", k, alpha), graph.Node("Add", graph.Node("Sub", graph.Double(Top), k), beta));
        var ways = graph.Node("Gather", graph.Doubles(LogBinomials()), graph.Cast(level, Type.Int64));
        return parameters.Negated(graph.Cast(graph.Node("Sub", graph.Node("Add", ways, chosen), graph.LogBeta(alpha, beta)), Type.Float));

        string Exp(string log) => graph.Node("Exp", graph.WithinDouble(graph.Cast(log, Type.Double), -Limit, Limit));
    }

    /// <summary>log C(t, k) for k = 0 … t.</summary>
    private double[] LogBinomials()
    {
        var logs = new double[Top + 1];
        for (var k = 1; k <= Top; k++)
            logs[k] = logs[k - 1] + Math.Log((Top - k + 1.0) / k);
        return logs;
    }
}
