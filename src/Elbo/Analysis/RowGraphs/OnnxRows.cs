using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Exchange;

namespace Elbo.Analysis.RowGraphs;

/// <summary>The columns of a table inside a graph, each an input and an output of its own.</summary>
internal sealed class OnnxRows
{
    /// <summary>Before the names of outputs, so that they differ from those of inputs.</summary>
    private const string Decoded = "decoded.";

    private static readonly string[] Taken =
        ["z", "noise", "mu", "logvar", "parameters", "missing", "distortion", "rate", "neg_elbo", "column_nats", "condition"];

    private readonly OnnxGraph graph;
    private readonly OnnxColumn[] columns;
    private readonly string[] inputs;
    private readonly OnnxGiven? condition;

    /// <param name="graph">The graph.</param>
    /// <param name="table">The columns.</param>
    /// <param name="schema">Those of the condition; null if the model has none.</param>
    /// <param name="weights">Names of tensors, which no input may have.</param>
    public OnnxRows(OnnxGraph graph, TableEncoding table, ConditionSchema? schema, IEnumerable<string> weights)
    {
        (this.graph, columns) = (graph, [.. table.Columns.Select(column => OnnxColumn.Of(graph, column))]);
        inputs = Inputs(table, schema, weights);
        condition = schema is null ? null : new(graph, schema, inputs[columns.Length..]);
        Table = table;
    }

    public TableEncoding Table { get; }

    /// <summary>Declares the inputs of the condition.</summary>
    /// <returns>What the nets take, [N, C]; null if the model has none.</returns>
    public string? Given() => condition?.Read();

    /// <summary>Declares the inputs.</summary>
    public OnnxCells[] Read() => [.. columns.Zip(inputs, (column, name) => column.Input(name))];

    /// <summary>What the encoder sees, [N, D].</summary>
    public string See(OnnxCells[] cells) => Join(columns.Zip(cells, (column, given) => column.See(given)));

    /// <summary>−log p of each cell, 0 where it is missing, [N, C].</summary>
    public string Nats(OnnxCells[] cells, string outputs) => Join(columns.Zip(cells, Parts(outputs)).Select(one =>
        graph.Node("Where", one.Second.IsThere, one.First.Nats(one.Second.Target, one.Third), graph.Constant(0))));

    /// <summary>Whether each cell is unknown, [N, C].</summary>
    public string Unknown(OnnxCells[] cells) => Join(cells.Select(cell => cell.IsUnknown));

    /// <summary>What is expected of each column, [N, E] each.</summary>
    public string[] Expect(string outputs) => [.. columns.Zip(Parts(outputs), (column, part) => column.Expect(part))];

    /// <summary>A cell of each column.</summary>
    public string[] Decide(IEnumerable<string> expected) => [.. columns.Zip(expected, (column, one) => column.Decide(one))];

    /// <summary>A drawn cell of each column.</summary>
    /// <param name="outputs">[N, O].</param>
    /// <param name="noise">[N, …].</param>
    /// <param name="first">The place of the first column's number.</param>
    public string[] Draw(string outputs, string noise, int first) =>
        [.. columns.Zip(Parts(outputs)).Select((one, i) => one.First.Draw(one.Second, graph.Columns(noise, first + i, 1)))];

    /// <summary>Declares the outputs.</summary>
    public void Write(string[] cells)
    {
        foreach (var (i, cell) in cells.Index())
            columns[i].Output(Decoded + Table.Columns[i].Name, cell);
    }

    /// <summary>The columns for programs that run the graph: names of inputs and outputs, kinds, names of values, units of dates and times.</summary>
    /// <param name="table">The columns.</param>
    /// <param name="schema">Those of the condition; null if the model has none.</param>
    /// <param name="weights">As above.</param>
    public static string Metadata(TableEncoding table, ConditionSchema? schema, IEnumerable<string> weights) =>
        new JsonArray([.. table.Columns.Zip(Inputs(table, schema, weights), (column, input) =>
        {
            var json = Described(column, input);
            json.Insert(3, "output", Decoded + column.Name);
            return (JsonNode)json;
        })]).ToJsonString();

    /// <summary>The columns of the condition, likewise, and whether any value of each is known.</summary>
    public static string GivenMetadata(TableEncoding table, ConditionSchema schema, IEnumerable<string> weights) =>
        new JsonArray([.. schema.Columns.Zip(Inputs(table, schema, weights)[table.Columns.Count..], (column, input) =>
        {
            var json = Described(column, input);
            json["any"] = column.HasMissing;
            return (JsonNode)json;
        })]).ToJsonString();

    private static JsonObject Described(ColumnEncoding column, string input)
    {
        var json = new JsonObject { ["name"] = column.Name, ["kind"] = column.Kind.Name(), ["input"] = input };
        if (column.Kind.HasNames())
            json["values"] = new JsonArray([.. column.Categories.Select(name => (JsonNode)name)]);
        if (column.Other is { } other)
            json["other"] = other;
        if (OnnxUnits.Of(column) is { } unit)
            json["unit"] = unit;
        if (column.Format is DatePartFormat part)
            json["of"] = part.Of;
        return json;
    }

    /// <summary>A column's input has its name, unless something else in the graph has it.</summary>
    private static string[] Inputs(TableEncoding table, ConditionSchema? schema, IEnumerable<string> weights)
    {
        HashSet<string> taken = [.. Taken, .. weights, .. table.Columns.Select(column => Decoded + column.Name)];
        return [.. table.Columns.Concat(schema?.Columns ?? []).Select(column =>
        {
            var name = column.Name;
            while (!taken.Add(name))
                name = "column." + name;
            return name;
        })];
    }

    private IEnumerable<string> Parts(string outputs)
    {
        var at = 0;
        foreach (var column in columns)
        {
            yield return graph.Columns(outputs, at, column.Outputs);
            at += column.Outputs;
        }
    }

    private string Join(IEnumerable<string> parts) => graph.Node("Concat", [.. parts], ("axis", 1));
}
