using Elbo.Likelihoods;

namespace Elbo.Exchange;

/// <summary>p(x given z) inside a graph.</summary>
/// <param name="likelihood">The likelihood.</param>
/// <param name="graph">Where the nodes go.</param>
/// <param name="dimensions">D.</param>
internal sealed class OnnxLikelihood(Likelihood likelihood, OnnxGraph graph, int dimensions)
{
    /// <summary>E[x given z].</summary>
    /// <param name="parameters">The decoder's output, [N, P·D].</param>
    /// <returns>[N, D].</returns>
    public string Mean(string parameters) => likelihood switch
    {
        Bernoulli => graph.Node("Sigmoid", parameters),
        ContinuousBernoulli => OnnxContinuousBernoulli.Mean(graph, parameters),
        Gaussian or Laplace { Scale: not null } => parameters,
        GaussianLearned or Laplace => Plane(parameters, 0),
        LevelLikelihood levels => new OnnxLevels(levels, graph, dimensions).Mean(parameters),
        _ => throw Refused(),
    };

    /// <summary>−log p(x given z), summed over the dimensions.</summary>
    /// <param name="target">x, [N, D].</param>
    /// <param name="parameters">The decoder's output, [N, P·D].</param>
    /// <returns>Nats, [N].</returns>
    public string Distortion(string target, string parameters) => likelihood switch
    {
        // Σ log(1 + exp(l)) − x·l
        Bernoulli => graph.Sum(graph.Node("Sub", graph.Node("Softplus", parameters), graph.Node("Mul", target, parameters))),
        ContinuousBernoulli => graph.Node("Neg", graph.Sum(OnnxContinuousBernoulli.LogProbability(graph, target, parameters))),
        // Σ (x − m)² / (2σ²) + D·(log σ + ½ log 2π)
        Gaussian { Sigma: var sigma } => graph.Plus(
            graph.Times(graph.SquaredDistance(target, parameters), 0.5 / (sigma * sigma)), dimensions * (Math.Log(sigma) + OnnxMath.HalfLogTwoPi)),
        // Σ ½ (v + (x − m)² e⁻ᵛ) + D·½ log 2π
        GaussianLearned => graph.Plus(
            Scaled(graph.Square(Deviation(target, Plane(parameters, 0))), graph.Within(Plane(parameters, 1), GaussianLearned.Least, GaussianLearned.Most), 0.5),
            dimensions * OnnxMath.HalfLogTwoPi),
        // Σ |x − m| / b + D·log 2b
        Laplace { Scale: { } scale } => graph.Plus(
            graph.Times(graph.Sum(graph.Node("Abs", Deviation(target, parameters))), 1 / scale), dimensions * Math.Log(2 * scale)),
        Laplace => graph.Plus(
            Scaled(graph.Node("Abs", Deviation(target, Plane(parameters, 0))), graph.Within(Plane(parameters, 1), Laplace.Least, Laplace.Most), 1),
            dimensions * Math.Log(2)),
        LevelLikelihood levels => graph.Node("Neg", graph.Sum(new OnnxLevels(levels, graph, dimensions).LogProbability(target, parameters))),
        _ => throw Refused(),
    };

    private string Plane(string parameters, int plane) => graph.Columns(parameters, (long)plane * dimensions, dimensions);

    private string Deviation(string target, string mean) => graph.Node("Sub", target, mean);

    /// <summary>Σ factor · (s + error · e⁻ˢ).</summary>
    private string Scaled(string error, string s, double factor) =>
        graph.Times(graph.Sum(graph.Node("Add", s, graph.Node("Mul", error, graph.Node("Exp", graph.Node("Neg", s))))), factor);

    private ModelFileException Refused() => new(
        $"The likelihood {likelihood.Describe()} has no ONNX form in Elbo{(likelihood is TableLikelihood ? ": its encoder takes columns of a table, not images" : "")}. "
        + "Use the run with Elbo, or only its weights: model.safetensors.");
}
