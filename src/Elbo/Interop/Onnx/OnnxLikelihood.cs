using Elbo.Likelihoods;

namespace Elbo.Interop.Onnx;

/// <summary>p(x given z) inside a graph.</summary>
internal static class OnnxLikelihood
{
    /// <summary>E[x given z].</summary>
    /// <param name="likelihood">The likelihood.</param>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="parameters">The decoder's output, [N, D].</param>
    /// <returns>[N, D].</returns>
    public static string Mean(this Likelihood likelihood, OnnxGraph graph, string parameters) => likelihood switch
    {
        Bernoulli => graph.Node("Sigmoid", parameters),
        Gaussian => parameters,
        _ => throw Refused(likelihood),
    };

    /// <summary>−log p(x given z), summed over the dimensions.</summary>
    /// <param name="likelihood">The likelihood.</param>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="target">x, [N, D].</param>
    /// <param name="parameters">The decoder's output, [N, D].</param>
    /// <param name="dimensions">D.</param>
    /// <returns>Nats, [N].</returns>
    public static string Distortion(this Likelihood likelihood, OnnxGraph graph, string target, string parameters, int dimensions) => likelihood switch
    {
        // Σ log(1 + exp(l)) − x·l
        Bernoulli => graph.Sum(graph.Node("Sub", graph.Node("Softplus", parameters), graph.Node("Mul", target, parameters))),
        // Σ (x − m)² / (2σ²) + D·(log σ + ½ log 2π)
        Gaussian { Sigma: var sigma } => graph.Node("Add",
            graph.Node("Mul", graph.SquaredDistance(target, parameters), graph.Constant((float)(0.5 / (sigma * sigma)))),
            graph.Constant((float)(dimensions * (Math.Log(sigma) + 0.5 * Math.Log(2 * Math.PI))))),
        _ => throw Refused(likelihood),
    };

    /// <summary>Σ (x − y)² over the dimensions, [N].</summary>
    public static string SquaredDistance(this OnnxGraph graph, string x, string y)
    {
        var difference = graph.Node("Sub", x, y);
        return graph.Sum(graph.Node("Mul", difference, difference));
    }

    /// <summary>Sums over all but the examples' dimension: [N, D] → [N].</summary>
    public static string Sum(this OnnxGraph graph, string x) => graph.Node("ReduceSum", [x, graph.Wholes(1)], ("keepdims", 0));

    private static ModelFileException Refused(Likelihood likelihood) =>
        new($"The likelihood {likelihood.Describe()} has no ONNX form in Elbo; bernoulli, gaussian and gaussian-optimal have. Use the run with Elbo, or export its weights alone: model.safetensors.");
}
