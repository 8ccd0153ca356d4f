using Elbo.Compute.Native;
using Elbo.Data;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>Images through <c>stage1</c> … <c>stageN</c> and, if present, <c>end</c>.</summary>
internal sealed class ConvEncoder : nn.Module<Tensor, Tensor>
{
    private readonly ImageShape shape;
    private readonly nn.Module<Tensor, Tensor>[] stages;
    private readonly bool channelsLast;

    /// <param name="shape">C×H×W.</param>
    /// <param name="stages">From the image on.</param>
    /// <param name="channelsLast">The memory layout; it changes results only by rounding.</param>
    public ConvEncoder(ImageShape shape, IEnumerable<nn.Module<Tensor, Tensor>> stages, bool channelsLast = false) : base(nameof(ConvEncoder))
    {
        _ = Nnpack.IsOff;
        (this.shape, this.stages, this.channelsLast) = (shape, [.. stages], channelsLast);
        Stages.Register(this.stages, register_module);
    }

    /// <param name="x">[B, C·H·W].</param>
    /// <returns>The smallest map, flat: [B, width · h · w].</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = TensorScope.Open();
        var images = x.reshape(x.shape[0], shape.Channels, shape.Height, shape.Width);
        return Stages.Run(stages, channelsLast || FastMaps.Cover(images) ? Convolution.ChannelsLast(images) : images).flatten(1).MoveToOuterDisposeScope();
    }
}
