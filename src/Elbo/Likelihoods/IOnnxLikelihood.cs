using Elbo.Exchange;

namespace Elbo.Likelihoods;

/// <summary>A likelihood that can be written into an ONNX graph. A model with another one is refused by name when it is exported.</summary>
internal interface IOnnxLikelihood
{
    /// <summary>E[x given z].</summary>
    /// <returns>[N, D].</returns>
    string Mean(OnnxParameters parameters);

    /// <summary>−log p(x given z), summed over the dimensions.</summary>
    /// <param name="parameters">The decoder's output.</param>
    /// <param name="target">x, [N, D].</param>
    /// <returns>Nats, [N].</returns>
    string Distortion(OnnxParameters parameters, string target);
}

/// <param name="Graph">Where the nodes go.</param>
/// <param name="Value">The decoder's output, [N, P·D].</param>
/// <param name="Dimensions">D.</param>
internal sealed record OnnxParameters(OnnxGraph Graph, string Value, int Dimensions)
{
    /// <summary>Some of the planes, [N, count·D].</summary>
    public string Part(long first, long count = 1) => Graph.Columns(Value, first * Dimensions, count * Dimensions);

    /// <summary>[N, planes·D] → [N, planes, D].</summary>
    public string Planes(string value, long planes) => Graph.Node("Reshape", value, Graph.Wholes(0, planes, Dimensions));

    /// <summary>−Σ log p over the dimensions, [N, D] → [N].</summary>
    public string Negated(string logProbability) => Graph.Node("Neg", Graph.Sum(logProbability));

    /// <summary>Σ factor · (s + error · e⁻ˢ), [N, D] → [N].</summary>
    public string Scaled(string error, string s, double factor) =>
        Graph.Times(Graph.Sum(Graph.Node("Add", s, Graph.Node("Mul", error, Graph.Node("Exp", Graph.Node("Neg", s))))), factor);
}
