using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>The decoder's last layer: the map enlarged to the image, then <c>conv</c> to the likelihood's parameters.</summary>
internal sealed class OutputConv : nn.Module<Tensor, Tensor>
{
    private readonly ConvLayer conv;
    private readonly long surplus;

    /// <param name="width">Input channels.</param>
    /// <param name="outputs">Output channels: planes × channels of the image.</param>
    /// <param name="image">Its size.</param>
    public OutputConv(int width, int outputs, MapSize image) : base(nameof(OutputConv))
    {
        (conv, Target) = (Convolution.Keeping(width, outputs), image);
        surplus = (Convolution.Block - outputs % Convolution.Block) % Convolution.Block;
        register_module("conv", conv);
    }

    /// <summary>The size of the image.</summary>
    public MapSize Target { get; }

    /// <summary>Computed with zero channels up to a multiple of <see cref="Convolution.Block"/>, which are then dropped.</summary>
    /// <param name="x">[B, width, h, w].</param>
    /// <returns>[B, outputs, H, W].</returns>
    public override Tensor forward(Tensor x)
    {
        if (FastMaps.Cover(x))
            return OutputFunction.Of(conv, x, Target);
        var weight = nn.functional.pad(conv.Weight, [0, 0, 0, 0, 0, 0, 0, surplus]);
        var bias = nn.functional.pad(conv.Bias, [0, surplus]);
        return nn.functional.conv2d(Convolution.Enlarge(x, Target), weight, bias, padding: [1, 1]).narrow(1, 0, conv.Weight.shape[0]);
    }
}
