using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Exchange;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Analysis.RowGraphs;

/// <summary>The graphs of a model of a table. docs/model-files.md lists names and shapes.</summary>
/// <param name="model">Its options and weights.</param>
/// <param name="table">The columns that it learned.</param>
/// <param name="condition">The columns of its condition; null if it has none.</param>
internal sealed class OnnxTableParts(ModelFile model, TableEncoding table, ConditionSchema? condition)
{
    private readonly VaeOptions options = Checked(model, table, condition);

    private readonly IOnnxNet net = model.Options.Net as IOnnxNet ?? throw new ModelFileException(
        $"The net of {model.Weights.Name}, {model.Options.Describe()}, has no ONNX form in Elbo. Use the run with Elbo.");

    private readonly IOnnxPosterior posterior = model.Options.Posterior as IOnnxPosterior ?? throw new ModelFileException(
        $"The posterior {model.Options.Posterior.Describe()} has no ONNX form in Elbo. Use the run with Elbo.");

    /// <summary>All files of an export, some of which may be left out.</summary>
    public static IReadOnlyList<string> FileNames { get; } = ["encoder.onnx", "decoder.onnx", "vae.onnx", "sampler.onnx", "imputer.onnx"];

    private IOnnxDensity? Prior => options.Prior as IOnnxDensity;

    /// <summary>The columns, for programs that run the graphs.</summary>
    public IEnumerable<KeyValuePair<string, string>> Metadata
    {
        get
        {
            string[] weights = [.. model.Weights.Tensors.Select(tensor => tensor.Name)];
            yield return new("elbo.columns", OnnxRows.Metadata(table, condition, weights));
            if (condition is not null)
                yield return new(OnnxGiven.MetadataKey, OnnxRows.GivenMetadata(table, condition, weights));
        }
    }

    /// <summary>Why graphs are left out, as a clause; null if none is.</summary>
    public string? Gap => Prior is null
        ? $"the prior, a {options.Prior.Describe()}, has no ONNX form in Elbo, so vae.onnx has no rate and no neg_elbo, and sampler.onnx and imputer.onnx "
            + "are not written"
        : LargeCount is { } column
        ? $"counts of {column.Name} reach {column.Most:0}; sampler.onnx, which is not written, draws counts up to {OnnxCount.MostDrawn}" : null;

    /// <summary>The graphs by file name.</summary>
    public IEnumerable<(string File, OnnxGraph Graph)> All()
    {
        yield return ("encoder.onnx", Encoder());
        yield return ("decoder.onnx", Decoder());
        yield return ("vae.onnx", Whole());
        if (Prior is not { } prior)
            yield break;
        if (LargeCount is null)
            yield return ("sampler.onnx", Sampler(prior));
        yield return ("imputer.onnx", Imputer(prior));
    }

    private ColumnEncoding? LargeCount =>
        table.Columns.FirstOrDefault(column => column is { Kind: ColumnKind.Count, Most: null or > OnnxCount.MostDrawn });

    /// <summary>columns → mu, logvar.</summary>
    private OnnxGraph Encoder()
    {
        var (graph, rows, layers) = Graph("encoder");
        var (mu, logVar) = Encode(layers, rows.See(rows.Read()), rows.Given());
        WritePosterior(graph, mu, logVar);
        return graph;
    }

    /// <summary>z → columns, and the parameters of p(x given z).</summary>
    private OnnxGraph Decoder()
    {
        var (graph, rows, layers) = Graph("decoder");
        var parameters = net.Decode(layers, options, graph.Input("z", Type.Float, "codes, [N, L]", options.Latents), rows.Given());
        rows.Write(rows.Decide(rows.Expect(parameters)));
        graph.Output("parameters", parameters, "parameters of p(x given z), one column after the other, [N, O]", options.DecoderOutputs);
        return graph;
    }

    /// <summary>columns → reconstructed columns, mu, logvar, and what the row costs.</summary>
    private OnnxGraph Whole()
    {
        var (graph, rows, layers) = Graph("vae");
        var (cells, c) = (rows.Read(), rows.Given());
        var (mu, logVar) = Encode(layers, rows.See(cells), c);
        var parameters = net.Decode(layers, options, mu, c);
        rows.Write(rows.Decide(rows.Expect(parameters)));
        WritePosterior(graph, mu, logVar);
        var nats = graph.Node("Where", rows.Unknown(cells), graph.Constant(float.PositiveInfinity), rows.Nats(cells, parameters));
        graph.Output(
            "column_nats", nats, "−log p(cell given z) at z = mu, nats; 0 where missing, infinite where unknown, [N, C]", table.Columns.Count);
        var distortion = graph.Sum(nats);
        graph.Output("distortion", distortion, "−log p(x given z) at z = mu, nats, [N]");
        if (Prior is { } prior)
        {
            var rate = prior.RateBound(layers, mu, logVar);
            graph.Output("rate", rate, "KL(q(z given x) ‖ p(z)), under a mixture an upper bound of it, nats, [N]");
            graph.Output("neg_elbo", graph.Node("Add", distortion, rate), "distortion + rate, nats, [N]");
        }
        return graph;
    }

    /// <summary>noise → drawn columns, and which of their cells would be missing.</summary>
    private OnnxGraph Sampler(IOnnxDensity prior)
    {
        var (graph, rows, layers) = Graph("sampler");
        var (latents, columns) = (options.Latents, table.Columns.Count);
        var noise = graph.Input("noise", Type.Float, "standard normal numbers, [N, L + C + 2]", latents + columns + 2);
        var z = prior.Sample(layers, graph.Columns(noise, 0, latents + 1));
        rows.Write(rows.Draw(net.Decode(layers, options, z, rows.Given()), noise, latents + 1));
        graph.Output(
            "missing", Missing(graph, graph.Columns(noise, latents + 1 + columns, 1)), Type.Bool,
            "true for cells that are missing as often, and as often together, as in the training rows, [N, C]", columns);
        return graph;
    }

    /// <summary>columns and noise → the columns with their missing cells filled in (Mattei and Frellsen 2019, eq. 12).</summary>
    private OnnxGraph Imputer(IOnnxDensity prior)
    {
        var (graph, rows, layers) = Graph("imputer");
        var latents = options.Latents;
        var (cells, c) = (rows.Read(), rows.Given());
        var noise = graph.Input("noise", Type.Float, "standard normal numbers, S for each row, [N, S, L]", [OnnxGraph.Any, latents]);
        var (mu, logVar) = Encode(layers, rows.See(cells), c);
        var (centre, spread) = (graph.Node("Unsqueeze", mu, graph.Wholes(1)), graph.Node("Unsqueeze", graph.Times(logVar, 0.5), graph.Wholes(1)));
        var draws = graph.Node("Add", centre, graph.Node("Mul", graph.Node("Exp", spread), noise)); // [N, S, L]
        var shape = graph.Node("Slice", graph.Node("Shape", noise), graph.Wholes(0), graph.Wholes(2)); // N, S
        var z = graph.Node("Reshape", draws, graph.Wholes(-1, latents));
        var parameters = net.Decode(layers, options, z, c is null ? null : EachDraw(c)); // [N·S, O]
        OnnxCells[] repeated = [.. cells.Select(cell => cell with { Target = Repeated(cell.Target), IsThere = Repeated(cell.IsThere) })];
        var nats = graph.Node("Reshape", graph.Sum(rows.Nats(repeated, parameters)), shape);
        var logPrior = graph.Node("Reshape", prior.LogProbability(layers, z), shape);
        // −log q(z given x) but for what all draws of a row share.
        var logPosterior = graph.Times(graph.Node("ReduceSum", [graph.Square(noise), graph.Wholes(2)], ("keepdims", 0)), 0.5);
        var logWeights = graph.Node("Add", graph.Node("Sub", logPrior, nats), logPosterior);
        var weights = graph.Node("Unsqueeze", graph.Node("Softmax", [logWeights], ("axis", 1)), graph.Wholes(1)); // [N, 1, S]
        string[] filled = rows.Decide(rows.Expect(parameters).Select(expected =>
        {
            var bySample = graph.Node("Reshape", expected, graph.Node("Concat", [shape, graph.Wholes(-1)], ("axis", 0))); // [N, S, E]
            return graph.Node("Squeeze", graph.Node("MatMul", weights, bySample), graph.Wholes(1));
        }));
        rows.Write([.. cells.Zip(filled, (cell, value) => graph.Node("Where", cell.IsMissing, value, cell.Given))]);
        return graph;

        // [N, C] → [N·S, C]
        string EachDraw(string value) => graph.Node("Reshape", graph.Node(
            "Expand", graph.Node("Unsqueeze", value, graph.Wholes(1)), graph.Node("Concat", [shape, graph.Wholes(options.ConditionWidth)], ("axis", 0))),
            graph.Wholes(-1, options.ConditionWidth));

        string Repeated(string value) => graph.Node("Reshape", graph.Node("Expand", value, shape), graph.Wholes(-1, 1));
    }

    /// <summary>The pattern of missing cells that a standard normal number chooses, [N, C].</summary>
    private string Missing(OnnxGraph graph, string noise)
    {
        var (patterns, width) = (table.Missing ?? [], table.Columns.Count);
        var mask = new bool[(patterns.Count + 1) * width];
        foreach (var (i, pattern) in patterns.Index())
            foreach (var column in pattern.Columns)
                mask[i * width + column] = true;
        var end = 0.0;
        float[] ends = [.. patterns.Select(pattern => (float)(end += pattern.Share)), 1];
        var uniform = graph.Times(graph.Plus(graph.Node("Erf", graph.Times(noise, Math.Sqrt(0.5))), 1), 0.5);
        var passed = graph.Cast(graph.Node("GreaterOrEqual", uniform, graph.Constant([ends.Length], ends)), Type.Int64);
        var chosen = graph.Node("Min", graph.Node("ReduceSum", [passed, graph.Wholes(1)], ("keepdims", 0)), graph.Wholes(patterns.Count));
        return graph.Node("Gather", graph.Truths([patterns.Count + 1, width], mask), chosen);
    }

    private (OnnxGraph Graph, OnnxRows Rows, OnnxLayers Layers) Graph(string name)
    {
        var graph = new OnnxGraph(name);
        return (graph, new(graph, table, condition, model.Weights.Tensors.Select(tensor => tensor.Name)), new(graph, model.Weights, options.Activation));
    }

    private (string Mu, string LogVar) Encode(OnnxLayers layers, string x, string? c) =>
        posterior.Parameters(layers, net.Encode(layers, options, "encoder", x, c));

    private void WritePosterior(OnnxGraph graph, string mu, string logVar)
    {
        graph.Output("mu", mu, "mean of q(z given x), [N, L]", options.Latents);
        graph.Output("logvar", logVar, "log-variance of q(z given x), [N, L]", options.Latents);
    }

    private static VaeOptions Checked(ModelFile model, TableEncoding table, ConditionSchema? condition)
    {
        var options = model.Options;
        if (options.Classes > 0)
            throw new ModelFileException(
                $"The model of {model.Weights.Name}, {options.Describe()}, infers a class of the rows of a table, which has no ONNX form in Elbo. "
                + "Use the run with Elbo.");
        if (options.ConditionWidth != (condition?.Inputs ?? 0))
            throw new ModelFileException($"The condition has other columns than that of {model.Weights.Name}. Export the run that learned from it.");
        if (!options.Likelihood.Equals(TableLikelihood.Of(table)))
            throw new ModelFileException($"The table has other columns than the model of {model.Weights.Name}. Export the run that learned from it.");
        return options;
    }
}
