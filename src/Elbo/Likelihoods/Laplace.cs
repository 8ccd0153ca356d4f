using Elbo.Compute.Engine.Losses;
using Elbo.Data;
using Elbo.Exchange;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Elbo.Likelihoods;

/// <summary>Independent Laplace values around the decoder's output m: log p(x) = −Σ |x − m| / b + log 2b, an absolute error in place of a squared
/// one, which minds outliers less. Planes: m, and log b where it is learned, softly within [−6, 3].</summary>
/// <param name="Scale">b, in units of a pixel in [0, 1], from 0.001 to 10; the standard deviation is √2·b. Null has the decoder give one for each
/// dimension. Default null.</param>
[Kind("laplace", "Grey values with an absolute error in place of a squared one", Order = 5)]
public sealed record Laplace(
    [property: Setting("scale", "Scale b, for pixels in [0, 1]", Min = 0.001, Max = 10, Example = "0.1",
        Default = "learned for each pixel")] double? Scale = null) : Likelihood, IOnnxLikelihood, IManagedLikelihood
{
    private const double Least = -6, Most = 3;

    /// <summary>A first log b: b = 0.14.</summary>
    private const double First = -2;

    /// <summary>None: the grey values themselves.</summary>
    public override Binarization UsualBinarization => Binarization.None;

    /// <inheritdoc/>
    public override bool IsDensity => true;

    /// <inheritdoc/>
    public override int Planes => Scale is null ? 2 : 1;

    /// <inheritdoc/>
    public override string Describe() => Scale is { } scale ? Invariant($"Laplace, scale {scale}") : "Laplace, learned scale";

    /// <inheritdoc/>
    public override Tensor DimensionLogProbability(Tensor target, Tensor parameters)
    {
        if (Scale is { } scale)
            return (target - parameters).abs() * (-1 / scale) - Math.Log(2 * scale);
        var (mean, logScale) = Parts(parameters);
        return -(target - mean).abs() * (-logScale).exp() - logScale - Math.Log(2);
    }

    /// <summary>m as it is, which may leave [0, 1]; it is the median too.</summary>
    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) => Split(parameters)[0];

    /// <inheritdoc/>
    protected internal override double[] OutputsAt(double mean) => Scale is null ? [mean, First] : [mean];

    /// <summary>m − b · sign(u − ½) · log(1 − 2 |u − ½|).</summary>
    /// <inheritdoc/>
    protected override Tensor Draw(Tensor parameters, Tensor uniform)
    {
        var centred = uniform - 0.5;
        var standard = -centred.sign() * (1 - 2 * centred.abs()).log();
        if (Scale is { } scale)
            return parameters + scale * standard;
        var (mean, logScale) = Parts(parameters);
        return mean + logScale.exp() * standard;
    }

    private (Tensor Mean, Tensor LogScale) Parts(Tensor parameters)
    {
        var planes = Split(parameters);
        return (planes[0], planes[1].Within(Least, Most));
    }

    EngineLoss IManagedLikelihood.Loss(int dimensions) => EngineLoss.Of([Units(dimensions)]) with { GivesMeans = true };

    private IUnitLoss Units(int dimensions) => Scale is { } scale
        ? new PlaneLoss<FixedLaplace>(dimensions, new(scale))
        : new PlaneLoss<LearnedLaplace>(dimensions, new(Least, Most));

    string IOnnxLikelihood.Mean(OnnxParameters parameters) => Scale is null ? parameters.Part(0) : parameters.Value;

    /// <summary>Σ |x − m| / b + D·log 2b.</summary>
    string IOnnxLikelihood.Distortion(OnnxParameters parameters, string target)
    {
        var (graph, dimensions) = (parameters.Graph, parameters.Dimensions);
        var error = graph.Node("Abs", graph.Node("Sub", target, ((IOnnxLikelihood)this).Mean(parameters)));
        return Scale is { } scale
            ? graph.Plus(graph.Times(graph.Sum(error), 1 / scale), dimensions * Math.Log(2 * scale))
            : graph.Plus(parameters.Scaled(error, graph.Within(parameters.Part(1), Least, Most), 1), dimensions * Math.Log(2));
    }
}
