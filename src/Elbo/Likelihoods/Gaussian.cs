using Elbo.Compute.Engine.Losses;
using Elbo.Data;
using Elbo.Exchange;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Elbo.Likelihoods;

/// <summary>Independent normal values around the decoder's output m, all with one fixed standard deviation: log p(x) = −Σ (x − m)² / (2σ²)
/// − D·(log σ + ½ log 2π). It is a density over pixels in [0, 1]: where it is above 1, −ELBO is below 0, and it is not comparable with the
/// probability of a Bernoulli likelihood.</summary>
/// <param name="Sigma">σ, in units of a pixel in [0, 1], from 0.001 (a quarter of a grey level) to 10. Default 0.1. <see cref="GaussianOptimal"/>
/// finds the σ with the highest density by itself.</param>
[Kind("gaussian", "Grey values with a fixed standard deviation", Order = 2)]
public sealed record Gaussian(
    [property: Setting("sigma", "Standard deviation, for pixels in [0, 1]", Min = Gaussian.LeastSigma, Max = Gaussian.MostSigma)] double Sigma = 0.1)
    : Likelihood, IOnnxLikelihood, IManagedLikelihood, IScriptLikelihood
{
    internal const double LeastSigma = 0.001, MostSigma = 10;

    /// <summary>None: the grey values themselves.</summary>
    public override Binarization UsualBinarization => Binarization.None;

    /// <inheritdoc/>
    public override bool IsDensity => true;

    /// <inheritdoc/>
    public override string Describe() => Invariant($"Gaussian σ {Sigma}");

    /// <inheritdoc/>
    public override Tensor DimensionLogProbability(Tensor target, Tensor parameters) =>
        (target - parameters).square() * (-0.5 / (Sigma * Sigma)) - (Math.Log(Sigma) + 0.5 * Math.Log(2 * Math.PI));

    /// <summary>The decoder's output as it is: it may leave [0, 1], and only what draws an image clips it.</summary>
    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) => parameters;

    /// <inheritdoc/>
    protected internal override double[] OutputsAt(double mean) => [mean];

    /// <inheritdoc/>
    protected override Tensor Draw(Tensor parameters, Tensor uniform) => parameters + Sigma * StandardNormal(uniform);

    /// <summary>Normal numbers from uniform ones, √2 erf⁻¹(2u − 1).</summary>
    internal static Tensor StandardNormal(Tensor uniform) => Math.Sqrt(2) * (2 * uniform - 1).erfinv();

    internal override double? FixedSigma => Sigma;

    /// <summary>E[(x − m)²] / 2σ² + log σ + ½ log 2π.</summary>
    internal override double? NatsAt(double trained, int examples, double mean, double square) =>
        (square - 2 * trained * mean + trained * trained) / (2 * Sigma * Sigma) + Math.Log(Sigma) + 0.5 * Math.Log(2 * Math.PI);

    EngineLoss IManagedLikelihood.Loss(int dimensions) => EngineLoss.Gaussian(Sigma);

    string IScriptLikelihood.MeanScript => "identity";

    string IOnnxLikelihood.Mean(OnnxParameters parameters) => parameters.Value;

    /// <summary>Σ (x − m)² / (2σ²) + D·(log σ + ½ log 2π).</summary>
    string IOnnxLikelihood.Distortion(OnnxParameters parameters, string target)
    {
        var graph = parameters.Graph;
        var error = graph.Times(graph.SquaredDistance(target, parameters.Value), 0.5 / (Sigma * Sigma));
        return graph.Plus(error, parameters.Dimensions * (Math.Log(Sigma) + OnnxMath.HalfLogTwoPi));
    }
}
