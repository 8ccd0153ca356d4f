using Elbo.Compute.Convolutions;
using Elbo.Compute.Native;
using Elbo.Compute.Simd;
using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>Elbo's own operations on maps, which keep the channels of a pixel adjacent in memory.</summary>
internal static class FastMaps
{
    /// <summary>Fewer lanes have not been measured.</summary>
    private const int LeastLanes = 8;

    /// <summary>
    /// True for float32 maps on the CPU, with AVX2 or more. Maps of another type, on another device or on another processor go through
    /// libtorch's operations.
    /// </summary>
    public static bool Cover(Tensor map) =>
        FastPaths.AreOn && VectorWidth.Lanes >= LeastLanes && map.device_type == TorchSharp.DeviceType.CPU && map.dtype == ScalarType.Float32;

    /// <summary>The sizes of a layer's convolution of a map.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="map">[B, inputs, h, w].</param>
    /// <param name="enlarged">The size that the map is enlarged to before; null for its own.</param>
    public static ConvShape ShapeOf(ConvLayer layer, Tensor map, MapSize? enlarged)
    {
        var (weight, (height, width)) = (layer.Weight.shape, ((int)map.shape[2], (int)map.shape[3]));
        return new(
            (int)weight[1], height, width, (int)weight[0], (int)weight[2], layer.Stride, enlarged?.Height ?? height, enlarged?.Width ?? width);
    }

    /// <summary>[B, C, h, w] → [B, h, w, C], contiguous; the same memory if the channels of a pixel are adjacent.</summary>
    public static Tensor Pixels(Tensor map) => map.permute(0, 2, 3, 1).contiguous();

    /// <summary>A map [B, C, h, w] with the channels of a pixel adjacent, not initialized.</summary>
    public static Tensor Empty(long images, int channels, int height, int width) => empty_strided(
        [images, channels, height, width], [(long)height * width * channels, 1, (long)width * channels, channels]);

    /// <summary>Where the numbers of such a map begin.</summary>
    public static unsafe float* Start(Tensor map) => map.permute(0, 2, 3, 1).Singles();
}
