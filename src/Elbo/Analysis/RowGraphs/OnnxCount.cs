using Elbo.Data.Tables;
using Elbo.Exchange;
using Elbo.Likelihoods;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Analysis.RowGraphs;

/// <summary>A count: a negative binomial distribution, in float64.</summary>
internal sealed class OnnxCount(OnnxGraph graph, ColumnEncoding column) : OnnxNumber(graph, column)
{
    /// <summary>A draw adds up the probabilities of all counts up to the greatest.</summary>
    public const int MostDrawn = 10_000;

    public override int Outputs => 2;

    protected override string? Forbidden(string x) => Graph.Node(
        "Or", Graph.Node("Less", x, Graph.Double(0)), Graph.Node("Not", Graph.Node("Equal", x, Graph.Node("Floor", x))));

    protected override string Target(string x) =>
        Graph.Cast(Graph.Node("Clip", x, Graph.Double(0), Graph.Double(ColumnEncoding.MostTarget)), Type.Float);

    protected override string Seen(OnnxCells cells)
    {
        var logs = Graph.Node("Log", Graph.Node("Add", Graph.Cast(cells.Target, Type.Double), Graph.Double(1)));
        var standardized = Graph.Node("Div", Graph.Node("Sub", logs, Graph.Double(Column.Mean)), Graph.Double(Column.Deviation));
        return Graph.Cast(standardized, Type.Float);
    }

    /// <summary>−log Γ(k + r) + log Γ(r) + log k! − r log r/(r + μ) − k log μ/(r + μ).</summary>
    public override string Nats(string target, string outputs)
    {
        var (logMean, logShape) = Parts(outputs);
        var (k, r, odds) = (Graph.Cast(target, Type.Double), Graph.Node("Exp", logShape), Graph.Node("Sub", logMean, logShape));
        var gammas = Graph.Node(
            "Sub", Graph.Node("Add", Graph.LogGamma(r), Graph.LogGamma(Graph.Node("Add", k, Graph.Double(1)))), Graph.LogGamma(Graph.Node("Add", k, r)));
        var logs = Graph.Node(
            "Add", Graph.Node("Mul", r, Graph.SoftplusDouble(odds)), Graph.Node("Mul", k, Graph.SoftplusDouble(Graph.Node("Neg", odds))));
        return Graph.Cast(Graph.Node("Add", gammas, logs), Type.Float);
    }

    /// <summary>μ.</summary>
    public override string Expect(string outputs) => Graph.Cast(Graph.Node("Exp", Parts(outputs).LogMean), Type.Float);

    public override string Decide(string expected) =>
        Graph.Node("Clip", Graph.Node("Round", Graph.Cast(expected, Type.Double)), Graph.Double(0), Graph.Double(double.MaxValue));

    /// <summary>The first count whose distribution function reaches u; p(k + 1) = p(k) · (k + r)/(k + 1) · μ/(r + μ).</summary>
    public override string Draw(string outputs, string noise)
    {
        var (logMean, logShape) = Parts(outputs);
        double[] counts = [.. Enumerable.Range(0, (int)Column.Most!.Value).Select(k => (double)k)];
        var odds = Graph.Node("Sub", logMean, logShape);
        var shape = Graph.Node("Exp", logShape);
        var first = Graph.Node("Neg", Graph.Node("Mul", shape, Graph.SoftplusDouble(odds)));
        var ratio = Graph.Node("Neg", Graph.SoftplusDouble(Graph.Node("Neg", odds)));
        var steps = Graph.Node("Add", ratio, Graph.Node("Log", Graph.Node(
            "Div", Graph.Node("Add", Graph.Doubles(counts), shape), Graph.Doubles([.. counts.Select(k => k + 1)]))));
        var logs = Graph.Node("Add", first, Graph.Node("CumSum", [steps, Graph.Whole(1)], ("exclusive", 1)));
        var reached = Graph.Node("CumSum", Graph.Node("Exp", logs), Graph.Whole(1));
        var passed = Graph.Cast(Graph.Node("Less", reached, Graph.Cast(Uniform(noise), Type.Double)), Type.Double);
        return InRange(Graph.Node("ReduceSum", [passed, Graph.Wholes(1)], ("keepdims", 1)));
    }

    private (string LogMean, string LogShape) Parts(string outputs)
    {
        var wide = Graph.Cast(outputs, Type.Double);
        var mean = Graph.Node("Add", Graph.Node("Mul", Graph.Columns(wide, 0, 1), Graph.Double(Column.Deviation)), Graph.Double(Column.Mean));
        return (
            Graph.WithinDouble(mean, NegativeBinomial.LeastMean, NegativeBinomial.MostMean),
            Graph.WithinDouble(Graph.Columns(wide, 1, 1), NegativeBinomial.LeastShape, NegativeBinomial.MostShape));
    }
}
