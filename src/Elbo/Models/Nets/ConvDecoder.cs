using Elbo.Compute.Native;
using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>
/// z through a dense layer, <c>fc1</c>, to the smallest map, up <c>stage1</c> … <c>stageN</c> and, if present, <c>end</c>, and through
/// <c>out</c> to the parameters of the likelihood.
/// </summary>
internal sealed class ConvDecoder : nn.Module<Tensor, Tensor>
{
    private readonly LinearLayer fc1;
    private readonly nn.Module<Tensor, Tensor>[] stages;
    private readonly OutputConv @out;
    private readonly int width;
    private readonly MapSize map;
    private readonly Activation? activation;
    private readonly MapConditions conditions;
    private readonly bool channelsLast;

    /// <param name="inputs">L, and the numbers of a condition.</param>
    /// <param name="width">Channels of the smallest map.</param>
    /// <param name="map">Its size.</param>
    /// <param name="activation">The activation after the dense layer; null for none.</param>
    /// <param name="stages">From the smallest map on.</param>
    /// <param name="last">To the likelihood's parameters.</param>
    /// <param name="conditions">Where the condition enters, besides the dense layer.</param>
    /// <param name="channelsLast">The memory layout; it changes results only by rounding.</param>
    public ConvDecoder(
        int inputs, int width, MapSize map, Activation? activation, IEnumerable<nn.Module<Tensor, Tensor>> stages, OutputConv last,
        MapConditions conditions, bool channelsLast = false) : base(nameof(ConvDecoder))
    {
        (this.width, this.map, this.activation, @out, this.conditions, this.channelsLast) = (width, map, activation, last, conditions, channelsLast);
        fc1 = new(inputs, width * map.Area);
        this.stages = [.. stages];
        register_module("fc1", fc1);
        Stages.Register(this.stages, register_module);
        register_module("out", @out);
        conditions.Register(register_module);
    }

    /// <param name="z">[B, L], and the numbers of a condition behind them.</param>
    /// <returns>[B, outputs], in the order planes, channels, rows, columns.</returns>
    public override Tensor forward(Tensor z)
    {
        using var scope = TensorScope.Open();
        var h = Bf16Products.Single(Bf16Products.Linear(fc1, z));
        h = (activation?.Apply(h) ?? h).reshape(z.shape[0], width, map.Height, map.Width);
        h = Stages.Run(stages, channelsLast || FastMaps.Cover(h) ? Convolution.ChannelsLast(h) : h, conditions, conditions.Split(z).Condition);
        return @out.call(h).flatten(1).contiguous().MoveToOuterDisposeScope();
    }
}
