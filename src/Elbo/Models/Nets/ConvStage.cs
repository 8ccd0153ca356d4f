using Elbo.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>A convolution, <c>conv</c>, its norm, <c>norm</c>, if any, and the activation; in a decoder, the map is enlarged before.</summary>
internal sealed class ConvStage : nn.Module<Tensor, Tensor>
{
    private readonly ConvLayer conv;
    private readonly GroupNorm? norm;
    private readonly Activation activation;

    public ConvStage(ConvLayer conv, int width, Normalization norm, Activation activation, MapSize? target = null) : base(nameof(ConvStage))
    {
        (this.conv, this.norm, this.activation, Target) = (conv, Convolution.Norm(norm, width), activation, target);
        register_module("conv", conv);
        if (this.norm is not null)
            register_module("norm", this.norm);
    }

    /// <summary>The size that the map is enlarged to before the convolution; null in an encoder.</summary>
    public MapSize? Target { get; }

    /// <param name="x">[B, C, h, w].</param>
    /// <returns>[B, width, h′, w′].</returns>
    public override Tensor forward(Tensor x)
    {
        if (norm is null)
            return Convolution.Of(conv, x, Target, activation);
        return Convolution.Of(norm, activation, Convolution.Of(conv, x, Target));
    }
}
