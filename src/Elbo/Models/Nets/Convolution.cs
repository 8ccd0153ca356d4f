using Elbo.Compute.Convolutions;
using Elbo.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>Makes the layers of stages.</summary>
internal static class Convolution
{
    /// <summary>Groups of a group norm, for any map.</summary>
    public const int Groups = 8;

    /// <summary>
    /// Every map but the image itself has a multiple of this number of channels. For others oneDNN's kernels, which libtorch 2.10 uses on
    /// the CPU, give wrong numbers: in the input's gradient if the outputs are not a multiple (16 with AVX-512, 8 with AVX2), and in the
    /// output if the inputs are not. <c>ConvNetTests</c> compares them with float64, which uses libtorch's own kernels.
    /// </summary>
    public const int Block = 16;

    /// <summary>Kernel 3, stride 2, padding 1: [B, inputs, h, w] → [B, outputs, ⌈h/2⌉, ⌈w/2⌉].</summary>
    public static ConvLayer Halving(int inputs, int outputs) => new(inputs, outputs, 3, stride: 2);

    /// <summary>Kernel 3, stride 1, padding 1: the map keeps its size.</summary>
    public static ConvLayer Keeping(int inputs, int outputs) => new(inputs, outputs, 3);

    /// <summary>Kernel 1: each pixel separately.</summary>
    public static ConvLayer Pointwise(int inputs, int outputs) => new(inputs, outputs, 1);

    /// <summary>
    /// Enlarges a map to the size of the one that was halved to it by repeating pixels (nearest). A convolution after it leaves no
    /// checkerboards, as a transposed one can (Odena et al., "Deconvolution and Checkerboard Artifacts", 2016).
    /// </summary>
    /// <param name="map">[B, C, h, w].</param>
    /// <param name="size">h′ and w′, of any parity.</param>
    /// <returns>[B, C, h′, w′].</returns>
    public static Tensor Enlarge(Tensor map, MapSize size) =>
        nn.functional.interpolate(map, size: [size.Height, size.Width], mode: InterpolationMode.Nearest);

    /// <summary>The norm of a map with this number of channels, in 8 groups of two or more; null for none.</summary>
    public static GroupNorm? Norm(Normalization norm, int channels) => norm == Normalization.None ? null : nn.GroupNorm(Groups, channels);

    /// <summary>A layer and what surrounds it: by one of Elbo's operations if <see cref="FastMaps"/> cover the map, else by libtorch's.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="x">[B, inputs, h, w].</param>
    /// <param name="enlarged">The size that the map is enlarged to before; null for its own.</param>
    /// <param name="activation">Applied to the result; null for none.</param>
    /// <param name="shortcut">A map that is added to the result; null for none.</param>
    /// <returns>[B, outputs, h′, w′].</returns>
    public static Tensor Of(ConvLayer layer, Tensor x, MapSize? enlarged = null, Activation? activation = null, Tensor? shortcut = null)
    {
        if (FastMaps.Cover(x))
        {
            var isRectified = activation == Activation.Relu;
            var y = ConvFunction.Of(layer, x, enlarged, isRectified, shortcut);
            return isRectified ? y : activation?.Apply(y) ?? y;
        }
        var h = layer.call(enlarged is { } size ? Enlarge(x, size) : x);
        h = shortcut is null ? h : shortcut + h;
        return activation?.Apply(h) ?? h;
    }

    /// <summary>A norm and the activation after it, in the same two ways.</summary>
    /// <param name="norm">The norm.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="x">[B, C, h, w]; not modified.</param>
    /// <returns>The same shape.</returns>
    public static Tensor Of(GroupNorm norm, Activation activation, Tensor x)
    {
        if (!FastMaps.Cover(x))
            return activation.Apply(norm.call(x));
        NormEnd? end = activation switch { Activation.Relu => NormEnd.Relu, Activation.Silu => NormEnd.Silu, _ => null };
        return end is { } known ? NormFunction.Of(norm, known, x) : activation.Apply(NormFunction.Of(norm, NormEnd.None, x));
    }

    /// <summary>
    /// The same numbers with the channels of a pixel adjacent in memory, the layout in which libtorch's convolutions are fastest:
    /// an enlarged map and its convolution take half the time. Group norm takes eight times as long there.
    /// </summary>
    public static Tensor ChannelsLast(Tensor map) => map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
