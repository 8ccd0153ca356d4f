using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Exchange;

namespace Elbo.Analysis.RowGraphs;

/// <summary>The condition of rows inside a graph: an input for each of its columns, with cells as the file has them.</summary>
/// <param name="graph">Where the nodes go.</param>
/// <param name="schema">The columns.</param>
/// <param name="inputs">The name of each column's input.</param>
internal sealed class OnnxGiven(OnnxGraph graph, ConditionSchema schema, IReadOnlyList<string> inputs)
{
    /// <summary>Metadata of a file: the columns of the condition.</summary>
    public const string MetadataKey = "elbo.given";

    /// <summary>Declares the inputs.</summary>
    /// <returns>What the nets take, as <see cref="ConditionSchema.Encode"/> makes it, [N, C].</returns>
    public string Read()
    {
        string[] parts = [.. schema.Columns.Zip(inputs, Part)];
        return parts is [var single] ? single : graph.Node("Concat", parts, ("axis", 1));
    }

    /// <summary>A cell that is missing or unknown is any, or NaN if the run has not learned what any means.</summary>
    private string Part(ColumnEncoding column, string input)
    {
        var node = OnnxColumn.Of(graph, column);
        var cells = node.Input(input);
        var seen = node.See(cells);
        if (column.Kind == ColumnKind.Categorical)
        {
            var scale = (float)Math.Sqrt(column.Categories.Count);
            float[] factors = [.. Enumerable.Repeat(scale, column.Categories.Count), .. column.HasMissing ? [1f] : Array.Empty<float>()];
            seen = graph.Node("Mul", seen, graph.Constant([factors.Length], factors));
        }
        return column.HasMissing ? seen : graph.Node("Where", cells.IsThere, seen, graph.Constant(float.NaN));
    }
}
