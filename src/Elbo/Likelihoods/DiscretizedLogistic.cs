using Elbo.Compute.Engine.Losses;
using static TorchSharp.torch;

namespace Elbo.Likelihoods;

/// <summary>Whole levels under a logistic distribution with mean μ and scale s for each dimension: p(x) = σ((x + h − μ)/s) − σ((x − h −
/// μ)/s), h half a level's width; the lowest level takes everything below it, the highest all above (Kingma et al., "Improving Variational Inference
/// with Inverse Autoregressive Flow", 2016, appendix; Salimans et al., "PixelCNN++", 2017, section 2.1). Planes: μ in units of x in [0, 1], and log
/// s, softly within [−7, 3].</summary>
/// <param name="Levels">n, from 2 to 256. Default 256: bytes.</param>
[Kind("discretized-logistic", "Bytes", Order = 6)]
public sealed record DiscretizedLogistic(int Levels = 256) : LevelLikelihood(Levels), IOnnxLikelihood, IManagedLikelihood
{
    /// <inheritdoc/>
    public override int Planes => 2;

    /// <inheritdoc/>
    public override string Describe() => $"discretized logistic, {Levels} levels";

    /// <inheritdoc/>
    public override Tensor DimensionLogProbability(Tensor target, Tensor parameters)
    {
        var planes = Split(parameters);
        return LogisticLevels.LogProbability(target, planes[0], planes[1], Top);
    }

    /// <summary>The mean of the levels: where the logistic reaches beyond 0 or 1 it is not μ.</summary>
    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters)
    {
        var planes = Split(parameters);
        return LogisticLevels.Mean(planes[0], planes[1], Top);
    }

    /// <inheritdoc/>
    protected internal override double[] OutputsAt(double mean) => [mean, LogisticLevels.FirstLogScale];

    /// <inheritdoc/>
    protected override Tensor Draw(Tensor parameters, Tensor uniform)
    {
        var planes = Split(parameters);
        return LogisticLevels.Draw(planes[0], planes[1], uniform, Top);
    }

    EngineLoss IManagedLikelihood.Loss(int dimensions) => EngineLoss.Of([
        new PlaneLoss<LogisticLevel>(dimensions, new(Top, LogisticLevels.LeastLogScale, LogisticLevels.MostLogScale))]);

    string IOnnxLikelihood.Mean(OnnxParameters parameters) =>
        new OnnxLogistics(parameters.Graph, Top).Mean(parameters.Part(0), parameters.Part(1));

    string IOnnxLikelihood.Distortion(OnnxParameters parameters, string target) =>
        parameters.Negated(new OnnxLogistics(parameters.Graph, Top).LogProbability(target, parameters.Part(0), parameters.Part(1)));
}
