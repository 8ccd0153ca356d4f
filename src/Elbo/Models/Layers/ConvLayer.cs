using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// A convolution of two parameters, <c>weight</c> [outputs, inputs, kernel, kernel] and <c>bias</c> [outputs]. TorchSharp's own leaks native
/// memory when it is disposed, and this one almost none (docs/reliability.md).
/// </summary>
internal sealed class ConvLayer : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly int padding;

    /// <summary>Draws the weights as PyTorch does, uniform within ±1/√(inputs · kernel²), by libtorch's generator.</summary>
    public ConvLayer(int inputs, int outputs, int kernel, int stride = 1) : base(nameof(nn.Conv2d))
    {
        (Stride, padding) = (stride, kernel / 2);
        var fanIn = inputs * kernel * kernel;
        weight = UniformParameter.Of(fanIn, outputs, inputs, kernel, kernel);
        bias = UniformParameter.Of(fanIn, outputs);
        RegisterComponents();
    }

    /// <summary>The kernels, shape [outputs, inputs, kernel, kernel].</summary>
    public Tensor Weight => weight;

    /// <summary>Shape [outputs].</summary>
    public Tensor Bias => bias;

    /// <summary>Distance of the kernel's places.</summary>
    public int Stride { get; }

    /// <param name="x">Shape [B, inputs, h, w].</param>
    /// <returns>Shape [B, outputs, ⌈h/stride⌉, ⌈w/stride⌉].</returns>
    public override Tensor forward(Tensor x) => nn.functional.conv2d(x, weight, bias, strides: [Stride, Stride], padding: [padding, padding]);
}
