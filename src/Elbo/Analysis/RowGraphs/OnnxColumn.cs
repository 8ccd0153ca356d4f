using Elbo.Data.Tables;
using Elbo.Exchange;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Analysis.RowGraphs;

/// <summary>A column of a table inside a graph. Cells are values of the file: float64 or texts, [N, 1].</summary>
/// <param name="graph">Where the nodes go.</param>
/// <param name="column">How it is encoded.</param>
internal abstract class OnnxColumn(OnnxGraph graph, ColumnEncoding column)
{
    /// <summary>Draws stay this far from 0 and 1, as those of <see cref="Likelihoods.Likelihood"/>.</summary>
    private const float LeastUniform = 3e-8f, MostUniform = 1 - 6e-8f;

    protected OnnxGraph Graph => graph;

    protected ColumnEncoding Column => column;

    /// <summary>Decoder outputs, O.</summary>
    public abstract int Outputs { get; }

    /// <summary>Its column of a graph's inputs.</summary>
    public static OnnxColumn Of(OnnxGraph graph, ColumnEncoding column) => column.Kind switch
    {
        ColumnKind.Count => new OnnxCount(graph, column),
        ColumnKind.Binary => new OnnxBinary(graph, column),
        ColumnKind.Categorical => new OnnxNames(graph, column),
        ColumnKind.NumericMixture => new OnnxMixture(graph, column),
        _ => new OnnxReal(graph, column),
    };

    /// <summary>Declares the input of its cells.</summary>
    public abstract OnnxCells Input(string name);

    /// <summary>What the encoder sees, without the mark of a missing cell.</summary>
    /// <returns>[N, inputs].</returns>
    protected abstract string Seen(OnnxCells cells);

    /// <summary>−log p of targets under the outputs.</summary>
    /// <param name="target">As <see cref="OnnxCells.Target"/>.</param>
    /// <param name="outputs">[N, O].</param>
    /// <returns>Nats, [N, 1].</returns>
    public abstract string Nats(string target, string outputs);

    /// <summary>What is expected, in numbers that can be averaged.</summary>
    /// <returns>[N, E].</returns>
    public abstract string Expect(string outputs);

    /// <summary>A cell from what is expected.</summary>
    public abstract string Decide(string expected);

    /// <summary>A drawn cell.</summary>
    /// <param name="outputs">[N, O].</param>
    /// <param name="noise">Standard normal, [N, 1].</param>
    public abstract string Draw(string outputs, string noise);

    /// <summary>Declares an output of its cells.</summary>
    public abstract void Output(string name, string cell);

    /// <summary>What the encoder sees: 0 where the cell is missing, and last whether it is.</summary>
    public string See(OnnxCells cells)
    {
        var seen = graph.Node("Where", cells.IsThere, Seen(cells), graph.Constant(0));
        return column.HasMissing
            ? graph.Node("Concat", [seen, graph.Cast(graph.Node("Not", cells.IsThere), Type.Float)], ("axis", 1))
            : seen;
    }

    /// <summary>Standard normal numbers as uniform ones.</summary>
    protected string Uniform(string noise)
    {
        var uniform = graph.Times(graph.Plus(graph.Node("Erf", graph.Times(noise, Math.Sqrt(0.5))), 1), 0.5);
        return graph.Node("Clip", uniform, graph.Constant(LeastUniform), graph.Constant(MostUniform));
    }

    /// <summary>The place that a uniform number chooses, and where it is between the distribution function before the place and at it.</summary>
    /// <param name="weights">[N, K], sums of 1.</param>
    /// <param name="uniform">[N, 1].</param>
    /// <param name="count">K.</param>
    /// <returns>int64 and float, [N, 1].</returns>
    protected (string Place, string Within) Choose(string weights, string uniform, int count)
    {
        var ends = graph.Node("CumSum", weights, graph.Whole(1));
        var passed = graph.Cast(graph.Node("GreaterOrEqual", uniform, ends), Type.Int64);
        var place = graph.Node("Min", graph.Node("ReduceSum", [passed, graph.Wholes(1)], ("keepdims", 1)), graph.Wholes(count - 1));
        var weight = graph.Node("GatherElements", [weights, place], ("axis", 1));
        var before = graph.Node("Sub", graph.Node("GatherElements", [ends, place], ("axis", 1)), weight);
        return (place, graph.Node("Clip", graph.Node("Div", graph.Node("Sub", uniform, before), weight), graph.Constant(0), graph.Constant(1)));
    }
}

/// <summary>The cells of a column that were given to a graph.</summary>
/// <param name="Given">As they were given, [N, 1].</param>
/// <param name="Target">What the likelihood is asked about: float, or int64 for places of names and parts; any where the cell is not there.</param>
/// <param name="IsThere">False where it is missing or unknown, [N, 1].</param>
/// <param name="IsUnknown">True where the column does not allow it, [N, 1].</param>
/// <param name="IsMissing">True where it is missing, [N, 1].</param>
internal sealed record OnnxCells(string Given, string Target, string IsThere, string IsUnknown, string IsMissing);
