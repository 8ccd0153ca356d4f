
namespace Elbo.Exchange;

/// <summary><see cref="Likelihoods.ContinuousBernoulli"/> inside a graph: closed forms away from l = 0, series near it.</summary>
internal static class OnnxContinuousBernoulli
{
    private const double Near = 0.25;

    /// <summary>½ + ½ coth(l/2) − 1/l.</summary>
    public static string Mean(OnnxGraph graph, string logits)
    {
        var (isNear, near, far) = Part(graph, logits);
        var series = graph.Plus(graph.Node("Mul", near, graph.Polynomial(graph.Square(near), 1.0 / 12, -1.0 / 720, 1.0 / 30_240, -1.0 / 1_209_600)), 0.5);
        var coth = graph.Node("Reciprocal", graph.Node("Tanh", graph.Times(far, 0.5)));
        var closed = graph.Node("Sub", graph.Plus(graph.Times(coth, 0.5), 0.5), graph.Node("Reciprocal", far));
        return graph.Node("Where", isNear, series, closed);
    }

    /// <summary>(x − ½)·l − log(sinh(l/2) / (l/2)), [N, D].</summary>
    public static string LogProbability(OnnxGraph graph, string target, string logits)
    {
        var (isNear, near, far) = Part(graph, graph.Node("Abs", graph.Times(logits, 0.5)));
        var square = graph.Square(near);
        var series = graph.Node("Mul", square, graph.Polynomial(square, 1.0 / 6, -1.0 / 180, 1.0 / 2_835, -1.0 / 37_800));
        var doubled = graph.Times(far, 2);
        var closed = graph.Node("Sub", graph.Node("Add", far, graph.Log1MinusExp(doubled)), graph.Node("Log", doubled));
        return graph.Node("Sub", graph.Node("Mul", graph.Plus(target, -0.5), logits), graph.Node("Where", isNear, series, closed));
    }

    /// <summary>Values near 0, and those that are not, harmless numbers in the places of the others.</summary>
    private static (string IsNear, string Near, string Far) Part(OnnxGraph graph, string value)
    {
        var isNear = graph.Node("Less", graph.Node("Abs", value), graph.Constant((float)Near));
        return (isNear, graph.Node("Where", isNear, value, graph.Constant(0)), graph.Node("Where", isNear, graph.Constant(1), value));
    }
}
