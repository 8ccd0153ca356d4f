using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Exchange;

/// <summary>The three graphs of a model.</summary>
internal sealed class OnnxParts(ModelFile model)
{
    private const string Images = "images";
    private readonly VaeOptions options = model.Options;

    /// <summary>An optimal σ is one of the weights by now.</summary>
    private Likelihood Likelihood => options.Likelihood is GaussianOptimal ? new Gaussian(model.Weights["likelihood.sigma"].AsDoubles()[0]) : options.Likelihood;

    private long[] ImageDims => [options.Shape.Channels, options.Shape.Height, options.Shape.Width];

    private string ImageWords => $"grey or colour values 0 … 255, [N, C, H, W] of {options.Shape}";

    /// <summary>images → mu, logvar.</summary>
    public OnnxGraph Encoder()
    {
        var graph = new OnnxGraph("encoder");
        var images = graph.Input(Images, Type.Uint8, ImageWords, ImageDims);
        var (mu, logVar) = Encode(Layers(graph), OnnxPixels.Of(graph, images, model.Binarization).Input);
        WritePosterior(graph, mu, logVar);
        return graph;
    }

    /// <summary>z → mean, and the parameters that it is the mean of.</summary>
    public OnnxGraph Decoder()
    {
        var graph = new OnnxGraph("decoder");
        var z = graph.Input("z", Type.Float, "codes, [N, L]", options.Latents);
        var parameters = Decode(Layers(graph), z);
        graph.Output("mean", ToImage(graph, P(graph).Mean(parameters)), "E[x given z], in units of a pixel in [0, 1], [N, C, H, W]", ImageDims);
        long[] planes = [options.Likelihood.Planes, .. ImageDims];
        graph.Output("parameters", graph.Node("Reshape", parameters, graph.Wholes([0, .. planes])), $"parameters of p(x given z), {options.Likelihood.Describe()}, [N, P, C, H, W]", planes);
        return graph;
    }

    /// <summary>images → mu, logvar, the reconstruction from mu, and what it costs.</summary>
    public OnnxGraph Whole()
    {
        var graph = new OnnxGraph("vae");
        var images = graph.Input(Images, Type.Uint8, ImageWords, ImageDims);
        var (layers, pixels) = (Layers(graph), OnnxPixels.Of(graph, images, model.Binarization));
        var (mu, logVar) = Encode(layers, pixels.Input);
        var parameters = Decode(layers, mu);
        var mean = P(graph).Mean(parameters);
        graph.Output("reconstruction", ToImage(graph, mean), "E[x given z] at z = mu, [N, C, H, W]", ImageDims);
        WritePosterior(graph, mu, logVar);
        graph.Output("squared_error", graph.SquaredDistance(pixels.Target, mean), "squared distance of target and reconstruction, summed over the dimensions, [N]");
        var distortion = P(graph).Distortion(pixels.Target, parameters);
        graph.Output("distortion", distortion, "−log p(x given z) at z = mu, nats, [N]");
        if (options.Prior is StandardNormalOptions)
        {
            var rate = Rate(graph, mu, logVar);
            graph.Output("rate", rate, "KL(q(z given x) ‖ p(z)), nats, [N]");
            graph.Output("neg_elbo", graph.Node("Add", distortion, rate), "distortion + rate, nats, [N]");
        }
        return graph;
    }

    /// <summary>p(x given z).</summary>
    private OnnxLikelihood P(OnnxGraph graph) => new(Likelihood, graph, options.Shape.Size);

    private OnnxConvolutions Convolutions(OnnxLayers layers) => new(layers, options.Shape);

    private OnnxLayers Layers(OnnxGraph graph) => new(graph, model.Weights, options.Activation);

    private (string Mu, string LogVar) Encode(OnnxLayers layers, string x)
    {
        var h = Convolutions(layers) is { Applies: true } convolutions ? convolutions.Encode(x)
            : options.Net is MlpOptions ? layers.Mlp("encoder", x, activateLast: true)
            : throw new ModelFileException($"The net of {model.Weights.Name}, {options.Describe()}, has no ONNX form in Elbo; mlp, conv and resnet have. Use the run with Elbo.");
        return options.Posterior is DiagonalGaussianPosterior
            ? (layers.Linear("latent_z.mu", h), layers.Linear("latent_z.logvar", h))
            : throw new ModelFileException($"The posterior {options.Posterior.Describe()} has no ONNX form in Elbo. Use the run with Elbo.");
    }

    private string Decode(OnnxLayers layers, string z) =>
        Convolutions(layers) is { Applies: true } convolutions ? convolutions.Decode(z) : layers.Mlp("decoder", z, activateLast: false);

    private void WritePosterior(OnnxGraph graph, string mu, string logVar)
    {
        graph.Output("mu", mu, "mean of q(z given x), [N, L]", options.Latents);
        graph.Output("logvar", logVar, "log-variance of q(z given x), [N, L]", options.Latents);
    }

    /// <summary>0 takes the number of examples over.</summary>
    private string ToImage(OnnxGraph graph, string values) => graph.Node("Reshape", values, graph.Wholes([0, .. ImageDims]));

    /// <summary>½ Σ (mu² + exp(logvar) − 1 − logvar) (Kingma and Welling 2014, appendix B).</summary>
    private static string Rate(OnnxGraph graph, string mu, string logVar)
    {
        var terms = graph.Node("Sub", graph.Node("Add", graph.Node("Mul", mu, mu), graph.Node("Exp", logVar)), graph.Node("Add", logVar, graph.Constant(1)));
        return graph.Node("Mul", graph.Constant(0.5f), graph.Sum(terms));
    }
}
