using Elbo.Exchange;
using static TorchSharp.torch;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Likelihoods;

/// <summary>Whole levels, each with a probability of its own: log p(k) = l_k − log Σ exp(l). It knows no neighbourhood between levels and takes n
/// outputs for each dimension (van den Oord et al., "Pixel Recurrent Neural Networks", 2016, section 3.3): for data with few levels. Planes: the
/// logits of levels 0 … n − 1.</summary>
/// <param name="Levels">n, from 2 to 256. Default 256: bytes.</param>
[Kind("categorical", "A few levels, each with a probability of its own", Order = 9)]
public sealed record Categorical(int Levels = 256) : LevelLikelihood(Levels), IOnnxLikelihood
{
    /// <inheritdoc/>
    public override int Planes => Levels;

    /// <inheritdoc/>
    public override string Describe() => $"categorical, {Levels} levels";

    /// <inheritdoc/>
    public override Tensor DimensionLogProbability(Tensor target, Tensor parameters) =>
        Split(parameters, Levels).log_softmax(1).gather(1, LevelOf(target).to(ScalarType.Int64).unsqueeze(1)).squeeze(1);

    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) =>
        (Split(parameters, Levels).softmax(1) * linspace(0, 1, Levels, parameters.dtype, parameters.device).reshape(1, Levels, 1)).sum(1L);

    /// <inheritdoc/>
    protected override Tensor Draw(Tensor parameters, Tensor uniform) =>
        (Split(parameters, Levels).softmax(1).cumsum(1) < uniform.unsqueeze(1)).sum(1L).clamp(0, Top).to(parameters.dtype) / Top;

    string IOnnxLikelihood.Mean(OnnxParameters parameters)
    {
        var graph = parameters.Graph;
        var levels = graph.Constant([1, Levels, 1], [.. Enumerable.Range(0, Levels).Select(level => (float)((double)level / Top))]);
        return graph.Sum(graph.Node("Mul", graph.Node("Softmax", [parameters.Planes(parameters.Value, Levels)], ("axis", 1)), levels));
    }

    string IOnnxLikelihood.Distortion(OnnxParameters parameters, string target)
    {
        var graph = parameters.Graph;
        var logs = graph.Node("LogSoftmax", [parameters.Planes(parameters.Value, Levels)], ("axis", 1));
        var index = graph.Cast(parameters.Planes(graph.Node("Round", graph.Times(target, Top)), 1), Type.Int64);
        return parameters.Negated(graph.Sum(graph.Node("GatherElements", [logs, index], ("axis", 1))));
    }
}
