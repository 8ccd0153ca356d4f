using Elbo.Compute.Engine.Losses;
using Elbo.Data;
using Elbo.Exchange;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Elbo.Likelihoods;

/// <summary>Independent binary values, parameterized by logits l: log p(x) = Σ x·l − log(1 + exp(l)). Computed from logits it is finite wherever they
/// are; a sigmoid followed by a logarithm is not. Grey targets in [0, 1] give the cross-entropy.</summary>
[Kind("bernoulli", "Binary values", Order = 0)]
public sealed record Bernoulli : Likelihood, IOnnxLikelihood, IManagedLikelihood, IScriptLikelihood
{
    /// <summary>Threshold: 0 or 1.</summary>
    public override Binarization UsualBinarization => Binarization.Threshold;

    /// <inheritdoc/>
    public override bool IsDensity => false;

    /// <inheritdoc/>
    public override string Describe() => "Bernoulli";

    /// <inheritdoc/>
    public override Tensor DimensionLogProbability(Tensor target, Tensor parameters) =>
        -Functional.binary_cross_entropy_with_logits(parameters, target, reduction: nn.Reduction.None);

    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) => parameters.sigmoid();

    /// <inheritdoc/>
    protected internal override double[] OutputsAt(double mean) => [Math.Log(Inside(mean) / (1 - Inside(mean)))];

    /// <inheritdoc/>
    protected override Tensor Draw(Tensor parameters, Tensor uniform) => (uniform < parameters.sigmoid()).to(parameters.dtype);

    /// <summary>The cross-entropy, with Laplace's rule of succession: a pixel that was never white in training may be so in the split.</summary>
    internal override double? NatsAt(double trained, int examples, double mean, double square)
    {
        var white = (trained * examples + 1) / (examples + 2);
        return -mean * Math.Log(white) - (1 - mean) * Math.Log(1 - white);
    }

    EngineLoss IManagedLikelihood.Loss(int dimensions) => EngineLoss.Bernoulli;

    string IScriptLikelihood.MeanScript => "sigmoid";

    string IOnnxLikelihood.Mean(OnnxParameters parameters) => parameters.Graph.Node("Sigmoid", parameters.Value);

    /// <summary>Σ log(1 + exp(l)) − x·l.</summary>
    string IOnnxLikelihood.Distortion(OnnxParameters parameters, string target)
    {
        var (graph, logits) = (parameters.Graph, parameters.Value);
        return graph.Sum(graph.Node("Sub", graph.Node("Softplus", logits), graph.Node("Mul", target, logits)));
    }
}
