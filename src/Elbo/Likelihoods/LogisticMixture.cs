using Elbo.Exchange;
using static TorchSharp.torch;

namespace Elbo.Likelihoods;

/// <summary>Whole levels under a mixture of K discretized logistics for each dimension (Salimans et al., "PixelCNN++", 2017, eq. 2). Dimensions are
/// independent given z, the channels of a pixel too: the paper's linear dependence of green on red and of blue on both is left out, since the mean
/// image would depend on it. Planes: K logits of the weights, K means in units of x in [0, 1], K log-scales.</summary>
/// <param name="Logistics">K, from 1 to 100. Default 5.</param>
/// <param name="Levels">n, from 2 to 256. Default 256: bytes.</param>
[Kind("logistic-mixture", "Bytes, with several peaks", Order = 7)]
public sealed record LogisticMixture(
    [property: Setting("logistics", "Logistics in the mixture of each pixel", Min = 1, Max = 100, Symbol = "K")] int Logistics = 5, int Levels = 256)
    : LevelLikelihood(Levels), IOnnxLikelihood
{
    /// <inheritdoc/>
    public override int Planes => 3 * Logistics;

    /// <summary>One chooses the component, one the value.</summary>
    public override int UniformPlanes => 2;

    /// <inheritdoc/>
    public override string Describe() => $"mixture of {Logistics} discretized logistics, {Levels} levels";

    /// <inheritdoc/>
    public override Tensor DimensionLogProbability(Tensor target, Tensor parameters)
    {
        var (logWeights, means, logScales) = Parts(parameters);
        return (logWeights + LogisticLevels.LogProbability(target.unsqueeze(1), means, logScales, Top)).logsumexp(1);
    }

    /// <summary>The components' means, weighed.</summary>
    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters)
    {
        var (logWeights, means, logScales) = Parts(parameters);
        return (logWeights.exp() * LogisticLevels.Mean(means, logScales, Top)).sum(1L);
    }

    /// <inheritdoc/>
    protected internal override double[] OutputsAt(double mean) =>
    [
        .. Enumerable.Repeat(0.0, Logistics), .. Enumerable.Repeat(mean, Logistics), .. Enumerable.Repeat(LogisticLevels.FirstLogScale, Logistics),
    ];

    /// <inheritdoc/>
    protected override Tensor Draw(Tensor parameters, Tensor uniform)
    {
        var (logWeights, means, logScales) = Parts(parameters);
        var planes = Split(uniform, UniformPlanes);
        var chosen = (logWeights.exp().cumsum(1) < planes.narrow(1, 0, 1)).sum(1L).clamp(0, Logistics - 1).unsqueeze(1); // [B, 1, D]
        return LogisticLevels.Draw(means.gather(1, chosen).squeeze(1), logScales.gather(1, chosen).squeeze(1), planes.select(1, 1), Top);
    }

    /// <summary>Shape [B, K, D] each.</summary>
    private (Tensor LogWeights, Tensor Means, Tensor LogScales) Parts(Tensor parameters)
    {
        var planes = Split(parameters, Planes);
        return (planes.narrow(1, 0, Logistics).log_softmax(1), planes.narrow(1, Logistics, Logistics), planes.narrow(1, 2 * Logistics, Logistics));
    }

    string IOnnxLikelihood.Mean(OnnxParameters parameters)
    {
        var (graph, k) = (parameters.Graph, Logistics);
        var means = new OnnxLogistics(graph, Top).Mean(parameters.Part(k, k), parameters.Part(2 * k, k));
        var weights = graph.Node("Softmax", [parameters.Planes(parameters.Part(0, k), k)], ("axis", 1));
        return graph.Sum(graph.Node("Mul", weights, parameters.Planes(means, k)));
    }

    string IOnnxLikelihood.Distortion(OnnxParameters parameters, string target)
    {
        var (graph, k) = (parameters.Graph, Logistics);
        var each = new OnnxLogistics(graph, Top).LogProbability(
            parameters.Planes(target, 1), parameters.Planes(parameters.Part(k, k), k), parameters.Planes(parameters.Part(2 * k, k), k));
        var logWeights = graph.Node("LogSoftmax", [parameters.Planes(parameters.Part(0, k), k)], ("axis", 1));
        return parameters.Negated(graph.Node("ReduceLogSumExp", [graph.Node("Add", logWeights, each)], ("axes", (long[])[1]), ("keepdims", 0)));
    }
}
