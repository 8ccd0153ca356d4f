using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>The layers that stages are made of.</summary>
internal static class Convolution
{
    /// <summary>At most so many groups, and at least four channels in each.</summary>
    private const int MostGroups = 8, LeastChannels = 4;

    /// <summary>Kernel 3, stride 2, padding 1: [B, inputs, h, w] → [B, outputs, ⌈h/2⌉, ⌈w/2⌉].</summary>
    public static Conv2d Halving(int inputs, int outputs) => nn.Conv2d(inputs, outputs, 3, stride: 2, padding: 1);

    /// <summary>Kernel 3, stride 1, padding 1: the map keeps its size.</summary>
    public static Conv2d Keeping(int inputs, int outputs) => nn.Conv2d(inputs, outputs, 3, padding: 1);

    /// <summary>
    /// A map brought to the size of the one that was halved to it, its pixels repeated (nearest). A convolution after it leaves no
    /// checkerboards, as a transposed one can (Odena et al., "Deconvolution and Checkerboard Artifacts", 2016).
    /// </summary>
    /// <param name="map">[B, C, h, w].</param>
    /// <param name="size">h′ and w′, of any parity.</param>
    /// <returns>[B, C, h′, w′].</returns>
    public static Tensor Enlarge(Tensor map, MapSize size) =>
        nn.functional.interpolate(map, size: [size.Height, size.Width], mode: InterpolationMode.Nearest);

    /// <summary>The norm of a map of so many channels, at least 4; null for none.</summary>
    public static GroupNorm? Norm(Normalization norm, int channels)
    {
        if (norm == Normalization.None)
            return null;
        var groups = Math.Max(1, Math.Min(MostGroups, channels / LeastChannels));
        while (channels % groups != 0)
            groups--;
        return nn.GroupNorm(groups, channels);
    }

    /// <summary>
    /// The same numbers with the channels of a pixel beside each other in memory, the order in which libtorch's convolutions are fastest:
    /// an enlarged map and its convolution take half the time. Group norm takes eight times as long there.
    /// </summary>
    public static Tensor ChannelsLast(Tensor map) => map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
