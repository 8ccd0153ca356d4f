using Elbo.Exchange;

namespace Elbo.Likelihoods;

/// <param name="graph">Where the nodes go.</param>
/// <param name="top">t, the number of levels less one.</param>
internal sealed class OnnxLogistics(OnnxGraph graph, int top)
{
    /// <summary>Levels that are computed at once: more would take more memory, fewer more nodes.</summary>
    private const int Block = 8;

    /// <summary>Σ over the levels of P(x ≥ level), divided by t.</summary>
    /// <param name="mean">[N, M].</param>
    /// <param name="logScale">[N, M].</param>
    /// <returns>[N, M].</returns>
    public string Mean(string mean, string logScale)
    {
        var (center, inverse) = (Row(mean), Row(Inverse(logScale)));
        string? sum = null;
        foreach (var levels in Enumerable.Range(1, top).Chunk(Block))
        {
            var edges = graph.Constant([1, levels.Length, 1], [.. levels.Select(level => (float)((level - 0.5) / top))]);
            var beyond = graph.Sum(graph.Node("Sigmoid", graph.Node("Mul", graph.Node("Sub", center, edges), inverse)));
            sum = sum is null ? beyond : graph.Node("Add", sum, beyond);
        }
        return graph.Times(sum!, 1.0 / top);

        string Row(string x) => graph.Node("Unsqueeze", x, graph.Wholes(1));
    }

    /// <param name="x">Targets, of a shape that goes with the others.</param>
    /// <param name="mean">μ.</param>
    /// <param name="logScale">log s, before its limits.</param>
    /// <returns>Nats, of the shape of μ.</returns>
    public string LogProbability(string x, string mean, string logScale)
    {
        var half = 0.5 / top;
        var (inverse, deviation) = (Inverse(logScale), graph.Node("Sub", x, mean));
        var below = graph.LogSigmoid(graph.Node("Mul", graph.Plus(deviation, half), inverse));
        var above = graph.LogSigmoid(graph.Node("Mul", graph.Minus(half, deviation), inverse));
        var between = graph.Node("Add", graph.Node("Add", below, above), graph.Log1MinusExp(graph.Times(inverse, 2 * half)));
        var lowest = graph.Node("Less", x, graph.Constant((float)half));
        var highest = graph.Node("Greater", x, graph.Constant((float)(1 - half)));
        return graph.Node("Where", lowest, below, graph.Node("Where", highest, above, between));
    }

    private string Inverse(string logScale) =>
        graph.Node("Exp", graph.Node("Neg", graph.Within(logScale, LogisticLevels.LeastLogScale, LogisticLevels.MostLogScale)));
}
