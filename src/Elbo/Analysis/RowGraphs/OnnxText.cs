using Elbo.Data.Tables;
using Elbo.Exchange;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Analysis.RowGraphs;

/// <summary>A column of names: texts, empty where missing. Inside a graph a name is its place.</summary>
internal abstract class OnnxText(OnnxGraph graph, ColumnEncoding column) : OnnxColumn(graph, column)
{
    private const long Missing = -1, Unknown = -2;

    public override OnnxCells Input(string name)
    {
        var text = Graph.Input(name, Type.String, $"{Words()}; empty where missing, [N, 1]", 1);
        string[] keys = [.. Column.Categories, ""];
        var other = Column.Other is null ? Unknown : Column.Categories.Count - 1;
        var place = Graph.Lookup(
            text, ("keys_strings", keys), ("values_int64s", (long[])[.. Places(), Missing]), ("default_int64", other));
        var there = Graph.Node("GreaterOrEqual", place, Graph.Wholes(0));
        return new(
            text, Graph.Node("Max", place, Graph.Wholes(0)), there, Graph.Node("Equal", place, Graph.Wholes(Unknown)),
            Graph.Node("Equal", place, Graph.Wholes(Missing)));
    }

    public override void Output(string name, string cell) => Graph.Output(name, cell, Type.String, $"{Words()}, [N, 1]", 1);

    /// <summary>The name at a place.</summary>
    protected string Name(string place) => Graph.Lookup(
        place, ("keys_int64s", (long[])[.. Places()]), ("values_strings", (string[])[.. Column.Categories]), ("default_string", ""));

    private IEnumerable<long> Places() => Enumerable.Range(0, Column.Categories.Count).Select(place => (long)place);

    private string Words() => $"{Column.Kind.Name()}, one of {Column.Categories.Count} names";
}

/// <summary>One of two values: a Bernoulli distribution.</summary>
internal sealed class OnnxBinary(OnnxGraph graph, ColumnEncoding column) : OnnxText(graph, column)
{
    public override int Outputs => 1;

    protected override string Seen(OnnxCells cells) => Graph.Cast(cells.Target, Type.Float);

    /// <summary>log(1 + eˡ) − x l.</summary>
    public override string Nats(string target, string outputs) =>
        Graph.Node("Sub", Graph.Node("Softplus", outputs), Graph.Node("Mul", Graph.Cast(target, Type.Float), outputs));

    public override string Expect(string outputs) => Graph.Node("Sigmoid", outputs);

    public override string Decide(string expected) => Name(Graph.Cast(Graph.Node("Greater", expected, Graph.Constant(0.5f)), Type.Int64));

    public override string Draw(string outputs, string noise) =>
        Name(Graph.Cast(Graph.Node("Less", Uniform(noise), Graph.Node("Sigmoid", outputs)), Type.Int64));
}

/// <summary>One of a few names: a categorical distribution.</summary>
internal sealed class OnnxNames(OnnxGraph graph, ColumnEncoding column) : OnnxText(graph, column)
{
    public override int Outputs => Column.Categories.Count;

    protected override string Seen(OnnxCells cells) => Graph.OneHot(cells.Target, 0, Outputs);

    public override string Nats(string target, string outputs) => Graph.NatsOfPlace(target, outputs);

    public override string Expect(string outputs) => Graph.Node("Softmax", [outputs], ("axis", 1));

    public override string Decide(string expected) => Name(Graph.Node("ArgMax", [expected], ("axis", 1), ("keepdims", 1)));

    public override string Draw(string outputs, string noise) => Name(Choose(Expect(outputs), Uniform(noise), Outputs).Place);
}
