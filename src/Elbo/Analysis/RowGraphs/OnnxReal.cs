using Elbo.Data.Tables;
using Elbo.Exchange;
using Elbo.Likelihoods;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Analysis.RowGraphs;

/// <summary>A real column, or the logarithm of a positive one: a Gaussian with a learned variance over the standardized value.</summary>
internal sealed class OnnxReal(OnnxGraph graph, ColumnEncoding column) : OnnxNumber(graph, column)
{
    public override int Outputs => 2;

    protected override double Allowed => IsPositive ? 1 : 0;

    private bool IsPositive => Column.Kind == ColumnKind.Positive;

    protected override string? Forbidden(string x) => IsPositive ? Graph.Node("LessOrEqual", x, Graph.Double(0)) : null;

    protected override string Target(string x)
    {
        var value = IsPositive ? Graph.Node("Log", x) : x;
        var standardized = Graph.Node("Div", Graph.Node("Sub", value, Graph.Double(Column.Mean)), Graph.Double(Column.Deviation));
        return Graph.Cast(Graph.Node("Clip", standardized, Graph.Double(-ColumnEncoding.MostTarget), Graph.Double(ColumnEncoding.MostTarget)), Type.Float);
    }

    protected override string Seen(OnnxCells cells) =>
        Graph.Node("Clip", cells.Target, Graph.Constant((float)-ColumnEncoding.MostInput), Graph.Constant((float)ColumnEncoding.MostInput));

    /// <summary>½ (v + (x − m)² e⁻ᵛ + log 2π).</summary>
    public override string Nats(string target, string outputs)
    {
        var v = LogVariance(outputs);
        var square = Graph.Square(Graph.Node("Sub", target, Mean(outputs)));
        var scaled = Graph.Node("Mul", square, Graph.Node("Exp", Graph.Node("Neg", v)));
        return Graph.Plus(Graph.Times(Graph.Node("Add", v, scaled), 0.5), OnnxMath.HalfLogTwoPi);
    }

    public override string Expect(string outputs) => Mean(outputs);

    public override string Decide(string expected) => Rounded(Restored(expected));

    public override string Draw(string outputs, string noise)
    {
        var deviation = Graph.Node("Exp", Graph.Times(LogVariance(outputs), 0.5));
        return InRange(Restored(Graph.Node("Add", Mean(outputs), Graph.Node("Mul", deviation, noise))));
    }

    private string Mean(string outputs) => Graph.Columns(outputs, 0, 1);

    private string LogVariance(string outputs) =>
        Graph.Within(Graph.Columns(outputs, 1, 1), GaussianLearned.LeastLogVariance, GaussianLearned.MostLogVariance);

    /// <summary>In the units of the file.</summary>
    private string Restored(string standardized)
    {
        var value = Graph.Node("Mul", Graph.Cast(standardized, Type.Double), Graph.Double(Column.Deviation));
        value = Graph.Node("Add", value, Graph.Double(Column.Mean));
        return IsPositive
            ? Graph.Node("Clip", Graph.Node("Exp", value), Graph.Double(double.Epsilon), Graph.Double(double.MaxValue))
            : value;
    }
}
