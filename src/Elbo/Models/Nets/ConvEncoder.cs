using Elbo.Compute.Native;
using Elbo.Data;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>Images through <c>stage1</c> … <c>stageN</c> and, if present, <c>end</c>.</summary>
internal sealed class ConvEncoder : nn.Module<Tensor, Tensor>
{
    private readonly ImageShape shape;
    private readonly nn.Module<Tensor, Tensor>[] stages;
    private readonly MapConditions conditions;
    private readonly bool channelsLast;

    /// <param name="shape">C×H×W.</param>
    /// <param name="stages">From the image on.</param>
    /// <param name="conditions">Where the condition enters.</param>
    /// <param name="channelsLast">The memory layout; it changes results only by rounding.</param>
    public ConvEncoder(ImageShape shape, IEnumerable<nn.Module<Tensor, Tensor>> stages, MapConditions conditions, bool channelsLast = false)
        : base(nameof(ConvEncoder))
    {
        _ = Nnpack.IsOff;
        (this.shape, this.stages, this.conditions, this.channelsLast) = (shape, [.. stages], conditions, channelsLast);
        Stages.Register(this.stages, register_module);
        conditions.Register(register_module);
    }

    /// <param name="x">[B, C·H·W], and the numbers of a condition behind them.</param>
    /// <returns>The smallest map, flat: [B, width · h · w].</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = TensorScope.Open();
        var (pixels, condition) = conditions.Split(x);
        var images = pixels.reshape(x.shape[0], shape.Channels, shape.Height, shape.Width);
        var map = channelsLast || FastMaps.Cover(images) ? Convolution.ChannelsLast(images) : images;
        return Stages.Run(stages, map, conditions, condition).flatten(1).MoveToOuterDisposeScope();
    }
}
