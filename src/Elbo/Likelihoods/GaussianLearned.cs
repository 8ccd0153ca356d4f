using Elbo.Compute.Engine.Losses;
using Elbo.Data;
using Elbo.Exchange;
using static TorchSharp.torch;

namespace Elbo.Likelihoods;

/// <summary>Independent normal values whose mean m and log-variance v both come from the decoder, for each dimension: log p(x) = −½ Σ v + (x − m)²
/// e⁻ᵛ + log 2π. The log-variance is kept softly within [−12, 6] (σ from 0.0025 to 20): a dimension that never varies would otherwise have a density
/// without bound (Rybkin et al., "Simple and Effective VAE Training with Calibrated Decoders", 2021). Planes: m, v.</summary>
[Kind("gaussian-learned", "Grey values with a standard deviation per dimension from the decoder", Order = 4)]
public sealed record GaussianLearned : Likelihood, IOnnxLikelihood, IManagedLikelihood
{
    internal const double LeastLogVariance = -12, MostLogVariance = 6;

    /// <summary>A first log-variance: σ = 0.37.</summary>
    private const double First = -2;

    /// <summary>None: the grey values themselves.</summary>
    public override Binarization UsualBinarization => Binarization.None;

    /// <inheritdoc/>
    public override bool IsDensity => true;

    /// <inheritdoc/>
    public override int Planes => 2;

    /// <inheritdoc/>
    public override string Describe() => "Gaussian, learned σ";

    /// <inheritdoc/>
    public override Tensor DimensionLogProbability(Tensor target, Tensor parameters)
    {
        var (mean, logVariance) = Parts(parameters);
        return -0.5 * (logVariance + (target - mean).square() * (-logVariance).exp() + Math.Log(2 * Math.PI));
    }

    /// <summary>m as it is, which may leave [0, 1].</summary>
    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) => Parts(parameters).Mean;

    /// <summary>σ of each dimension, shape [B, D].</summary>
    internal Tensor Deviation(Tensor parameters) => (0.5 * Parts(parameters).LogVariance).exp();

    /// <summary>σ from the output for v.</summary>
    internal static float Deviation(float output) => (float)Math.Exp(0.5 * SoftLimits.Within(output, LeastLogVariance, MostLogVariance));

    /// <inheritdoc/>
    protected internal override double[] OutputsAt(double mean) => [mean, First];

    /// <inheritdoc/>
    protected override Tensor Draw(Tensor parameters, Tensor uniform)
    {
        var (mean, logVariance) = Parts(parameters);
        return mean + (0.5 * logVariance).exp() * Gaussian.StandardNormal(uniform);
    }

    private (Tensor Mean, Tensor LogVariance) Parts(Tensor parameters)
    {
        var planes = Split(parameters);
        return (planes[0], planes[1].Within(LeastLogVariance, MostLogVariance));
    }

    EngineLoss IManagedLikelihood.Loss(int dimensions) => EngineLoss.Of([Units(dimensions)]) with { GivesMeans = true };

    /// <param name="units">Pixels, or 1 for a column of a table.</param>
    internal static IUnitLoss Units(int units) => new PlaneLoss<LearnedGaussian>(units, new(LeastLogVariance, MostLogVariance));

    string IOnnxLikelihood.Mean(OnnxParameters parameters) => parameters.Part(0);

    /// <summary>Σ ½ (v + (x − m)² e⁻ᵛ) + D·½ log 2π.</summary>
    string IOnnxLikelihood.Distortion(OnnxParameters parameters, string target)
    {
        var graph = parameters.Graph;
        var square = graph.Square(graph.Node("Sub", target, parameters.Part(0)));
        var logVariance = graph.Within(parameters.Part(1), LeastLogVariance, MostLogVariance);
        return graph.Plus(parameters.Scaled(square, logVariance, 0.5), parameters.Dimensions * OnnxMath.HalfLogTwoPi);
    }
}
