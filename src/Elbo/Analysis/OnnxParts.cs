using Elbo.Data;
using Elbo.Exchange;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Analysis;

/// <summary>The three graphs of a model.</summary>
/// <param name="model">Its options and weights.</param>
/// <param name="schema">The columns of its condition; null if it has none.</param>
internal sealed class OnnxParts(ModelFile model, ConditionSchema? schema)
{
    private const string Images = "images";
    private readonly VaeOptions options = model.Options.ConditionWidth == (schema?.Inputs ?? 0) ? model.Options : throw new ModelFileException(
        $"The model of {model.Weights.Name}, {model.Options.Describe()}, takes a condition, and the names of its values are in run.json, not among the "
        + "weights. Export the run: elbo export RUN, or in C# OnnxExport.WriteRun(run).");

    private readonly OnnxCondition? condition = schema is null ? null : new(schema);

    private readonly IOnnxNet net = model.Options.ConditionRegion is not null
        ? throw new ModelFileException($"The model of {model.Weights.Name} completes images of which it is given {model.Options.GivenRegion}, and such "
            + "models have no ONNX form in Elbo. Use the run with Elbo.")
        : model.Options.Net as IOnnxNet ?? throw new ModelFileException(
        $"The net of {model.Weights.Name}, {model.Options.Describe()}, has no ONNX form in Elbo; {Nets()} have. Use the run with Elbo.");

    private readonly IOnnxPosterior posterior = model.Options.Posterior as IOnnxPosterior ?? throw new ModelFileException(
        $"The posterior {model.Options.Posterior.Describe()} has no ONNX form in Elbo. Use the run with Elbo.");

    private readonly IOnnxLikelihood likelihood = Evaluated(model) as IOnnxLikelihood ?? throw new ModelFileException(
        $"The likelihood {model.Options.Likelihood.Describe()} has no ONNX form in Elbo"
        + (model.Options.Likelihood.IsOfRows
            ? " without the names of the columns, which are in run.json, not among the weights. "
                + "Export the run: elbo export RUN, or in C# OnnxExport.WriteRun(run)."
            : ". Use the run with Elbo, or only its weights: model.safetensors."));

    private long[] ImageDims => [options.Shape.Channels, options.Shape.Height, options.Shape.Width];

    private string ImageWords => $"grey or colour values 0 … 255, [N, C, H, W] of {options.Shape}";

    /// <summary>images → mu, logvar.</summary>
    public OnnxGraph Encoder()
    {
        var graph = new OnnxGraph("encoder");
        var images = graph.Input(Images, Type.Uint8, ImageWords, ImageDims);
        var (layers, x) = (Layers(graph), OnnxPixels.Of(graph, images, model.Binarization).Input);
        var (mu, logVar) = Encode(layers, x, Condition(layers, x));
        WritePosterior(graph, mu, logVar);
        return graph;
    }

    /// <summary>z → mean, and the parameters that it is the mean of.</summary>
    public OnnxGraph Decoder()
    {
        var graph = new OnnxGraph("decoder");
        var z = graph.Input("z", Type.Float, "codes, [N, L]", options.Latents);
        var parameters = net.Decode(Layers(graph), options, z, condition?.Declare(graph));
        var mean = ToImage(graph, likelihood.Mean(new(graph, parameters, options.Shape.Size)));
        graph.Output("mean", mean, "E[x given z], in units of a pixel in [0, 1], [N, C, H, W]", ImageDims);
        long[] planes = [options.Likelihood.Planes, .. ImageDims];
        graph.Output(
            "parameters", graph.Node("Reshape", parameters, graph.Wholes([0, .. planes])),
            $"parameters of p(x given z), {options.Likelihood.Describe()}, [N, P, C, H, W]", planes);
        return graph;
    }

    /// <summary>images → mu, logvar, the reconstruction from mu, and what it costs.</summary>
    public OnnxGraph Whole()
    {
        var graph = new OnnxGraph("vae");
        var images = graph.Input(Images, Type.Uint8, ImageWords, ImageDims);
        var (layers, pixels) = (Layers(graph), OnnxPixels.Of(graph, images, model.Binarization));
        var c = Condition(layers, pixels.Input);
        var (mu, logVar) = Encode(layers, pixels.Input, c);
        var parameters = new OnnxParameters(graph, net.Decode(layers, options, mu, c), options.Shape.Size);
        var mean = likelihood.Mean(parameters);
        graph.Output("reconstruction", ToImage(graph, mean), "E[x given z] at z = mu, [N, C, H, W]", ImageDims);
        WritePosterior(graph, mu, logVar);
        var squares = graph.SquaredDistance(pixels.Target, mean);
        graph.Output("squared_error", squares, "squared distance of target and reconstruction, summed over the dimensions, [N]");
        var distortion = likelihood.Distortion(parameters, pixels.Target);
        graph.Output("distortion", distortion, "−log p(x given z) at z = mu, nats, [N]");
        if (options.Prior is IOnnxPrior prior)
        {
            var rate = prior.Rate(layers, c, mu, logVar);
            graph.Output("rate", rate, "KL(q(z given x) ‖ p(z)), nats, [N]");
            graph.Output("neg_elbo", graph.Node("Add", distortion, rate), "distortion + rate, nats, [N]");
        }
        return graph;
    }

    private OnnxLayers Layers(OnnxGraph graph) => new(graph, model.Weights, options.Activation);

    private (string Mu, string LogVar) Encode(OnnxLayers layers, string x, string? c) =>
        posterior.Parameters(layers, net.Encode(layers, options, "encoder", x, c));

    /// <summary>The condition of images, [N, C]; null if the model has none. A model that infers the class also gives its probabilities.</summary>
    private string? Condition(OnnxLayers layers, string x)
    {
        var graph = layers.Graph;
        if (options.Classes == 0)
            return condition?.Declare(graph);
        var logits = layers.Linear($"{Vae.ClassifierName}.logits", net.Encode(layers, options, $"{Vae.ClassifierName}.net", x, condition: null));
        graph.Output(
            "class_probabilities", graph.Node("Softmax", [logits], ("axis", 1)), "q(y given x), in the order of the condition's names, [N, K]",
            options.Classes);
        var likeliest = graph.Node("ArgMax", [logits], ("axis", 1), ("keepdims", 0));
        return condition!.Declare(
            graph, graph.Node("OneHot", [likeliest, graph.Wholes(options.Classes), graph.Constant([2], [0, 1])], ("axis", 1)));
    }

    private void WritePosterior(OnnxGraph graph, string mu, string logVar)
    {
        graph.Output("mu", mu, "mean of q(z given x), [N, L]", options.Latents);
        graph.Output("logvar", logVar, "log-variance of q(z given x), [N, L]", options.Latents);
    }

    /// <summary>0 takes the number of examples over.</summary>
    private string ToImage(OnnxGraph graph, string values) => graph.Node("Reshape", values, graph.Wholes([0, .. ImageDims]));

    /// <summary>An estimated σ is one of the weights by now.</summary>
    private static Likelihood Evaluated(ModelFile model) =>
        model.Options.Likelihood is { EstimatesSigma: false } likelihood ? likelihood : new Gaussian(model.Weights["likelihood.sigma"].AsDoubles()[0]);

    private static string Nets()
    {
        string[] names = [.. Catalog.Of(typeof(NetOptions)).Members.Where(net => net.Type.IsAssignableTo(typeof(IOnnxNet))).Select(net => net.Key)];
        return $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }
}
