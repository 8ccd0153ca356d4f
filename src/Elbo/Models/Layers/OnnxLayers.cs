using Elbo.Exchange;
using Elbo.Files.Safetensors;

namespace Elbo.Models.Layers;

/// <summary>A model's layers as nodes of a graph, by the names of their weights.</summary>
internal sealed class OnnxLayers(OnnxGraph graph, SafetensorsFile weights, Activation activation)
{
    public OnnxGraph Graph => graph;

    /// <summary>True where there is a layer of that name.</summary>
    public bool Has(string layer) => weights.TryGet($"{layer}.weight", out _);

    /// <summary>x Wᵀ + b.</summary>
    public string Linear(string layer, string x) => graph.Node("Gemm", [x, Weight(layer), Bias(layer)], ("transB", 1));

    /// <summary>x, and the numbers of a condition behind it.</summary>
    /// <param name="x">[N, M].</param>
    /// <param name="condition">[N, C]; null for none.</param>
    public string Join(string x, string? condition) => condition is null ? x : graph.Node("Concat", [x, condition], ("axis", 1));

    /// <summary>x within ±most.</summary>
    public string Limited(string x, float most) => graph.Node("Clip", x, graph.Constant(-most), graph.Constant(most));

    /// <summary>The shape of a tensor.</summary>
    public IReadOnlyList<long> Shape(string tensor) => weights[tensor].Shape;

    /// <summary>The numbers of a tensor.</summary>
    public float[] Numbers(string tensor) => weights[tensor].AsSingles();

    /// <summary>A convolution, the same stride and padding on all sides.</summary>
    public string Convolution(string layer, string x, long stride, long padding) =>
        graph.Node("Conv", [x, Weight(layer), Bias(layer)], ("strides", (long[])[stride, stride]), ("pads", (long[])[padding, padding, padding, padding]));

    /// <summary>
    /// Group norm, composed, since the operator came with set 21: instance norm over maps that hold a group each, then scale and shift by
    /// channel.
    /// </summary>
    public string GroupNorm(string layer, string x, int groups)
    {
        var channels = Shape($"{layer}.weight")[0];
        var flat = graph.Node("Reshape", x, graph.Wholes(0, groups, -1));
        var (ones, zeros) = (Enumerable.Repeat(1f, groups).ToArray(), new float[groups]);
        var normed = graph.Node("InstanceNormalization", [flat, graph.Constant([groups], ones), graph.Constant([groups], zeros)], ("epsilon", 1e-5f));
        var back = graph.Node("Reshape", normed, graph.Node("Shape", x));
        return graph.Node("Add", graph.Node("Mul", back, PerChannel($"{layer}.weight")), PerChannel($"{layer}.bias"));

        string PerChannel(string tensor) => graph.Constant([channels, 1, 1], weights[tensor].AsSingles());
    }

    /// <summary>The non-linearity of a hidden layer.</summary>
    public string Activate(string x) => activation switch
    {
        Activation.Relu => graph.Node("Relu", x),
        Activation.Tanh => graph.Node("Tanh", x),
        Activation.Silu => graph.Node("Mul", x, graph.Node("Sigmoid", x)),
        Activation.Elu => graph.Node("Elu", x),
        Activation.Softplus => graph.Node("Softplus", x),
        // x·Φ(x); the operator itself came with set 20.
        Activation.Gelu => graph.Node("Mul", x, graph.Node("Add", graph.Constant(0.5f),
            graph.Node("Mul", graph.Constant(0.5f), graph.Node("Erf", graph.Node("Mul", x, graph.Constant((float)Math.Sqrt(0.5))))))),
        _ => throw new ModelFileException($"The activation {activation.ToString().ToLowerInvariant()} of {weights.Name} has no ONNX form in Elbo. "
            + "Export the weights alone: model.safetensors."),
    };

    /// <summary>Dense layers fc1 … fcN, gated where they have gates.</summary>
    /// <param name="part">encoder or decoder.</param>
    /// <param name="x">[N, inputs].</param>
    /// <param name="activateLast">True for an encoder.</param>
    public string Mlp(string part, string x, bool activateLast)
    {
        for (var i = 1; Has($"{part}.fc{i}"); i++)
        {
            var h = Normed($"{part}.bn{i}", Linear($"{part}.fc{i}", x));
            var isHidden = activateLast || Has($"{part}.fc{i + 1}");
            x = Has($"{part}.gate{i}") ? graph.Node("Mul", h, graph.Node("Sigmoid", Linear($"{part}.gate{i}", x))) : isHidden ? Activate(h) : h;
        }
        return x;
    }

    /// <summary>Batch norm with its statistics from training, where there is one.</summary>
    private string Normed(string layer, string x) => !Has(layer) ? x : graph.Node("BatchNormalization",
        [x, Weight(layer), Bias(layer), graph.Weight(weights[$"{layer}.running_mean"]), graph.Weight(weights[$"{layer}.running_var"])],
        ("epsilon", BatchNormLayer.Epsilon));

    private string Weight(string layer) => graph.Weight(weights[$"{layer}.weight"]);

    private string Bias(string layer) => graph.Weight(weights[$"{layer}.bias"]);
}
