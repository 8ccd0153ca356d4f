using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// Dense layers fc1 … fcN with an activation between them. An encoder's last layer is activated too, because the
/// posterior's heads follow; a decoder's is not, because it gives the likelihood's parameters. Under <see cref="Activation.Gated"/> each
/// activated layer has a gate, gate1 … gateN. Activated layers may be normalized before their activation, bn1 … bnN, and lose units after it.
/// </summary>
internal sealed class Mlp : nn.Module<Tensor, Tensor>, ISharesInput
{
    private readonly LinearLayer[] layers;
    private readonly LinearLayer?[] gates;
    private readonly BatchNormLayer?[] norms;
    private readonly Activation activation;
    private readonly double dropout;
    private readonly bool activateLast;

    /// <summary>
    /// Builds the layers with PyTorch's names: <c>fc1.weight</c> [sizes[1], sizes[0]], <c>fc1.bias</c> [sizes[1]], and so on;
    /// <c>gate1.weight</c> and <c>gate1.bias</c> are of the same shapes.
    /// </summary>
    /// <param name="sizes">Width of the input and of each layer, at least two numbers.</param>
    /// <param name="activation">The non-linearity.</param>
    /// <param name="activateLast">True for an encoder.</param>
    /// <param name="dropout">Share of the units of activated layers that training leaves out.</param>
    /// <param name="batchNorm">True normalizes activated layers over the batch.</param>
    public Mlp(IReadOnlyList<int> sizes, Activation activation, bool activateLast, double dropout = 0, bool batchNorm = false) : base(nameof(Mlp))
    {
        (this.activation, this.activateLast, this.dropout) = (activation, activateLast, dropout);
        layers = new LinearLayer[sizes.Count - 1];
        gates = new LinearLayer?[layers.Length];
        norms = new BatchNormLayer?[layers.Length];
        for (var i = 0; i < layers.Length; i++)
        {
            layers[i] = new(sizes[i], sizes[i + 1]);
            register_module($"fc{i + 1}", layers[i]);
            if (activation == Activation.Gated && IsActivated(i))
                register_module($"gate{i + 1}", gates[i] = new(sizes[i], sizes[i + 1]));
            if (batchNorm && IsActivated(i))
                register_module($"bn{i + 1}", norms[i] = new(sizes[i + 1]));
        }
    }

    /// <param name="x">Shape [B, sizes[0]].</param>
    /// <returns>Shape [B, sizes[^1]].</returns>
    public override Tensor forward(Tensor x) => Rest(x, 0);

    public Tensor Forward(Tensor x, Tensor example, Tensor condition)
    {
        var first = Split(layers[0]);
        return Rest(gates[0] is { } gate ? first * Split(gate).sigmoid() : IsActivated(0) ? activation.Apply(first) : first, 1);

        // W [x, c] + b = (Wx x + b) + Wc c, of which the first part is the same for all rows of an example.
        Tensor Split(LinearLayer layer)
        {
            var (inputs, width) = (x.shape[1], condition.shape[1]);
            var own = FastProducts.Cover(x, layer.Weight) ? DenseFunction.Of(x, layer.Weight, layer.Bias)
                : nn.functional.linear(x, layer.Weight.narrow(1, 0, inputs), layer.Bias);
            return own.index_select(0, example) + condition.mm(layer.Weight.narrow(1, inputs, width).t());
        }
    }

    /// <summary>The layers from one on.</summary>
    private Tensor Rest(Tensor x, int from)
    {
        for (var i = from; i < layers.Length; i++)
        {
            var h = Bf16Products.Linear(layers[i], x);
            h = norms[i] is { } norm ? norm.call(Bf16Products.Single(h)) : h;
            x = gates[i] is { } gate ? h * Bf16Products.Linear(gate, x).sigmoid() : IsActivated(i) ? activation.Apply(h) : h;
            if (dropout > 0 && training && IsActivated(i))
                x = DropoutUnits.Leave(x, dropout);
        }
        return Bf16Products.Single(x);
    }

    private bool IsActivated(int layer) => activateLast || layer < layers.Length - 1;
}
