using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// A dense layer of two parameters, <c>weight</c> [outputs, inputs] and <c>bias</c> [outputs]. TorchSharp's own leaks native memory
/// when it is disposed, and this one almost none (docs/reliability.md).
/// </summary>
internal sealed class LinearLayer : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;

    /// <summary>Draws the weights as PyTorch does, uniform within ±1/√inputs, by libtorch's generator.</summary>
    public LinearLayer(int inputs, int outputs) : base(nameof(nn.Linear))
    {
        weight = UniformParameter.Of(inputs, outputs, inputs);
        bias = UniformParameter.Of(inputs, outputs);
        RegisterComponents();
    }

    /// <summary>W, shape [outputs, inputs].</summary>
    public Tensor Weight => weight;

    /// <summary>b, shape [outputs].</summary>
    public Tensor Bias => bias;

    /// <param name="x">Shape [B, inputs].</param>
    /// <returns>x Wᵀ + b, shape [B, outputs].</returns>
    public override Tensor forward(Tensor x) => FastProducts.Cover(x, weight) ? DenseFunction.Of(x, weight, bias) : nn.functional.linear(x, weight, bias);
}
