using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Exchange;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Analysis;

/// <summary>
/// The condition as an input of a graph, in the units of the data: a 1 at the place of a name, a number as it is. The graph scales both as training did.
/// docs/model-files.md says how the input is laid out; the file says it too, in <c>elbo.condition</c>.
/// </summary>
internal sealed class OnnxCondition(ConditionSchema schema)
{
    public const string Input = "condition", MetadataKey = "elbo.condition";

    private int Width => schema.Columns.Sum(Inputs);

    /// <summary>The columns in order: name, kind, the names that have a place each, and whether any value is known.</summary>
    public string Metadata
    {
        get
        {
            var columns = new JsonArray([.. schema.Columns.Select(column =>
            {
                var one = new JsonObject { ["name"] = column.Name, ["kind"] = column.Kind.Name() };
                if (column.Kind.HasNames())
                    one["values"] = new JsonArray([.. column.Categories.Select(name => (JsonNode)name)]);
                one["any"] = HasAny(column);
                return (JsonNode)one;
            })]);
            var all = new JsonObject { ["columns"] = columns };
            if (schema.IsInferred)
                all["inferred"] = true;
            return all.ToJsonString();
        }
    }

    /// <summary>Declares the input.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="likeliest">A 1 at the likeliest class of each example, which stands for a class that is not given, [N, K]; null in a decoder, and unless
    /// the model infers the class.</param>
    /// <returns>The numbers that the nets take, [N, C].</returns>
    public string Declare(OnnxGraph graph, string? likeliest = null)
    {
        var words = string.Join("; ", schema.Columns.Select(Words));
        var given = graph.Input(Input, Type.Float, $"{words}, [N, {Width}]", Width);
        if (likeliest is not null)
            return graph.Node("Add", given, graph.Node("Mul", Rest(graph, given), likeliest));
        var (parts, at) = (new List<string>(), 0);
        foreach (var column in schema.Columns)
        {
            var values = schema.Columns.Count == 1 ? given : graph.Columns(given, at, Inputs(column));
            parts.AddRange(column.Kind == ColumnKind.Categorical ? Names(graph, column, values) : Numbers(graph, column, values));
            at += Inputs(column);
        }
        return parts is [var single] ? single : graph.Node("Concat", [.. parts], ("axis", 1));
    }

    private static int Inputs(ColumnEncoding column) => column.Kind == ColumnKind.Categorical ? column.Categories.Count : 1;

    private bool HasAny(ColumnEncoding column) => column.HasMissing && !schema.IsInferred;

    /// <summary>A name that is not given is any, or NaN everywhere if the run has not learned what any means.</summary>
    private IEnumerable<string> Names(OnnxGraph graph, ColumnEncoding column, string values)
    {
        var scaled = schema.IsInferred ? values : graph.Times(values, Math.Sqrt(column.Categories.Count));
        return HasAny(column)
            ? [scaled, Rest(graph, values)]
            : [graph.Node("Div", scaled, graph.Node("ReduceSum", [values, graph.Wholes(1)], ("keepdims", 1)))];
    }

    /// <summary>Arrays have no other kinds of numbers, and the columns of tables are <see cref="RowGraphs.OnnxGiven"/>.</summary>
    private IEnumerable<string> Numbers(OnnxGraph graph, ColumnEncoding column, string values)
    {
        if (column.Kind != ColumnKind.Real)
            throw new ModelFileException(
                $"The condition {column.Name} is a {column.Kind.Name()} column, which has no ONNX form in Elbo. Use the run with Elbo.");
        const float most = (float)ColumnEncoding.MostInput;
        var standardized = graph.Times(graph.Plus(values, -column.Mean), 1 / column.Deviation);
        var number = graph.Node("Clip", standardized, graph.Constant(-most), graph.Constant(most));
        if (!HasAny(column))
            return [graph.Node("Add", number, graph.Node("Sub", values, values))]; // NaN stays NaN
        var missing = graph.Node("IsNaN", values);
        return [graph.Node("Where", missing, graph.Constant(0), number), graph.Cast(missing, Type.Float)];
    }

    /// <summary>1 − Σ over the names, [N, 1]: 1 if none is given.</summary>
    private static string Rest(OnnxGraph graph, string values) =>
        graph.Minus(1, graph.Node("ReduceSum", [values, graph.Wholes(1)], ("keepdims", 1)));

    private string Words(ColumnEncoding column) => column.Kind switch
    {
        ColumnKind.Categorical => $"{column.Name}: 1 for one of {column.Categories.Count} names, 0 for the others"
            + (schema.IsInferred ? ", all 0 for the likeliest class when encoding" : HasAny(column) ? ", all 0 for any" : ""),
        _ => $"{column.Name}: a number{(HasAny(column) ? ", NaN for any" : "")}",
    };
}
