using Elbo.Data.Tables;
using Elbo.Exchange;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Analysis.RowGraphs;

/// <summary>A number as a mixture of points and intervals. Its target is the part, from 0 below all training rows to P + 1 above.</summary>
internal sealed class OnnxMixture : OnnxNumber
{
    private readonly NumberBins bins;

    /// <summary>Parts, points first, so that a point is found before an interval around it.</summary>
    private readonly int[] order;

    public OnnxMixture(OnnxGraph graph, ColumnEncoding column) : base(graph, column)
    {
        bins = column.Bins!;
        order = [.. Enumerable.Range(0, Parts).OrderBy(part => bins.Knots[part].Length > 1).ThenBy(part => bins.Knots[part][0])];
    }

    private int Parts => bins.Knots.Count;

    public override int Outputs => bins.Count;

    protected override double Allowed => bins.Least;

    protected override string Target(string x)
    {
        var part = Graph.Node("Add", Nearest(x), Graph.Wholes(1));
        part = Graph.Node("Where", Graph.Node("Less", x, Graph.Double(bins.Least)), Graph.Wholes(0), part);
        return Graph.Node("Where", Graph.Node("Greater", x, Graph.Double(bins.Most)), Graph.Wholes(Parts + 1), part);
    }

    protected override string Seen(OnnxCells cells) => Graph.OneHot(cells.Target, 1, Parts);

    public override string Nats(string target, string outputs) => Graph.NatsOfPlace(target, outputs);

    public override string Expect(string outputs) => Graph.Node("Softmax", [outputs], ("axis", 1));

    /// <summary>The mean, moved to the nearest part.</summary>
    public override string Decide(string expected)
    {
        var weights = Graph.Cast(Graph.Columns(expected, 1, Parts), Type.Double);
        double[] means = [.. bins.Means];
        var sum = Graph.Node("ReduceSum", [weights, Graph.Wholes(1)], ("keepdims", 1));
        var mean = Graph.Node("Div", Graph.Node("MatMul", weights, Graph.Doubles([Parts, 1], means)), sum);
        mean = Graph.Node("Where", Graph.Node("Equal", sum, Graph.Double(0)), Graph.Double(means[0]), mean);
        var part = Nearest(mean);
        return Rounded(Graph.Node("Max", Ends(part, first: true), Graph.Node("Min", Ends(part, first: false), mean)));
    }

    /// <summary>The part by its weight, and within an interval linearly between the quantiles.</summary>
    public override string Draw(string outputs, string noise)
    {
        var weights = Graph.Node("Softmax", [Graph.Columns(outputs, 1, Parts)], ("axis", 1));
        var (part, within) = Choose(weights, Uniform(noise), Parts);
        var knots = Graph.Doubles([.. bins.Knots.SelectMany(part => part)]);
        long[] lasts = [.. bins.Knots.Select(part => part.Length - 1L)];
        long[] starts = [.. bins.Knots.Select((_, i) => bins.Knots.Take(i).Sum(part => (long)part.Length))];
        var last = Graph.Node("Gather", Graph.Wholes(lasts), part);
        var place = Graph.Node("Mul", Graph.Cast(within, Type.Double), Graph.Cast(last, Type.Double));
        var knot = Graph.Node(
            "Min", Graph.Cast(Graph.Node("Floor", place), Type.Int64), Graph.Node("Max", Graph.Node("Sub", last, Graph.Wholes(1)), Graph.Wholes(0)));
        var start = Graph.Node("Add", Graph.Node("Gather", Graph.Wholes(starts), part), knot);
        var low = Graph.Node("Gather", knots, start);
        var high = Graph.Node("Gather", knots, Graph.Node("Add", start, Graph.Node("Min", last, Graph.Wholes(1))));
        var rest = Graph.Node("Sub", place, Graph.Cast(knot, Type.Double));
        return InRange(Graph.Node("Add", low, Graph.Node("Mul", rest, Graph.Node("Sub", high, low))));
    }

    /// <summary>The part at a point or nearest to a value, from 0, [N, 1].</summary>
    private string Nearest(string x)
    {
        var (below, above) = (
            Graph.Node("Sub", Graph.Doubles([.. order.Select(part => bins.Knots[part][0])]), x),
            Graph.Node("Sub", x, Graph.Doubles([.. order.Select(part => bins.Knots[part][^1])])));
        var distance = Graph.Node("Max", Graph.Node("Max", below, above), Graph.Double(0));
        var found = Graph.Node("ArgMin", [distance], ("axis", 1), ("keepdims", 1));
        return Graph.Node("Gather", Graph.Wholes([.. order.Select(part => (long)part)]), found);
    }

    private string Ends(string part, bool first) =>
        Graph.Node("Gather", Graph.Doubles([.. bins.Knots.Select(knots => first ? knots[0] : knots[^1])]), part);
}
