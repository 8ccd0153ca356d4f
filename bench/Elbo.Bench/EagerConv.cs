using Elbo.Models;
using Elbo.Models.Nets;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Bench;

/// <summary>
/// Convolutional and residual encoders and decoders as plain TorchSharp has them: <c>Conv2d</c>, <c>GroupNorm</c>, <c>ReLU</c> or <c>SiLU</c>
/// and <c>Upsample</c> in a <c>Sequential</c>, maps channel by channel.
/// </summary>
internal static class EagerConv
{
    /// <param name="net">The kind and sizes of the net.</param>
    /// <param name="model">The options that it is part of.</param>
    /// <returns>[B, C·H·W] → [B, features].</returns>
    public static Sequential Encoder(ConvolutionalOptions net, VaeOptions model)
    {
        var widths = net.Widths(model.Shape);
        List<nn.Module<Tensor, Tensor>> layers = [nn.Unflatten(1, [model.Shape.Channels, model.Shape.Height, model.Shape.Width])];
        foreach (var (before, width) in widths.Prepend(model.Shape.Channels).Zip(widths))
        {
            layers.Add(nn.Conv2d(before, width, 3, stride: 2, padding: 1));
            layers.AddRange(After(net, width));
        }
        if (net is ResNetOptions)
            layers.AddRange(NormAndActivation(net, widths[^1]));
        layers.Add(nn.Flatten());
        return nn.Sequential(layers);
    }

    /// <param name="net">The kind and sizes of the net.</param>
    /// <param name="model">The options that it is part of.</param>
    /// <returns>[B, L] → [B, outputs].</returns>
    public static Sequential Decoder(ConvolutionalOptions net, VaeOptions model)
    {
        var (widths, maps) = (net.Widths(model.Shape), net.Maps(model.Shape));
        List<nn.Module<Tensor, Tensor>> layers = [nn.Linear(model.Latents, widths[^1] * maps[^1].Area)];
        if (net is ConvOptions)
            layers.Add(Activation(net));
        layers.Add(nn.Unflatten(1, [widths[^1], maps[^1].Height, maps[^1].Width]));
        for (var i = widths.Count - 1; i >= 0; i--)
        {
            if (net is ResNetOptions)
                layers.AddRange(After(net, widths[i]));
            if (i == 0)
                break;
            if (net is ResNetOptions)
                layers.AddRange([nn.Conv2d(widths[i], widths[i - 1], 1), Enlarge(maps[i])]);
            else
                layers.AddRange([Enlarge(maps[i]), nn.Conv2d(widths[i], widths[i - 1], 3, padding: 1), .. NormAndActivation(net, widths[i - 1])]);
        }
        if (net is ResNetOptions)
            layers.AddRange(NormAndActivation(net, widths[0]));
        layers.AddRange([Enlarge(maps[0]), nn.Conv2d(widths[0], model.DecoderOutputs / maps[0].Area, 3, padding: 1), nn.Flatten()]);
        return nn.Sequential(layers);
    }

    private static IEnumerable<nn.Module<Tensor, Tensor>> After(ConvolutionalOptions net, int width) => net is ResNetOptions residual
        ? Enumerable.Range(0, residual.Blocks).Select(_ => new EagerBlock(NormAndActivation(net, width), NormAndActivation(net, width), width))
        : NormAndActivation(net, width);

    private static IEnumerable<nn.Module<Tensor, Tensor>> NormAndActivation(ConvolutionalOptions net, int width) =>
        net.Norm == Normalization.None ? [Activation(net)] : [nn.GroupNorm(8, width), Activation(net)];

    /// <summary>Without <c>inplace</c>: a block's input is read again.</summary>
    private static nn.Module<Tensor, Tensor> Activation(ConvolutionalOptions net) => net is ResNetOptions ? nn.SiLU() : nn.ReLU();

    private static Upsample Enlarge(MapSize map) => nn.Upsample([map.Height, map.Width]);
}

/// <summary>y = x + conv2(act2(conv1(act1(x)))).</summary>
internal sealed class EagerBlock : nn.Module<Tensor, Tensor>
{
    private readonly Sequential act1, act2;
    private readonly Conv2d conv1, conv2;

    public EagerBlock(IEnumerable<nn.Module<Tensor, Tensor>> first, IEnumerable<nn.Module<Tensor, Tensor>> second, int width) : base(nameof(EagerBlock))
    {
        (act1, act2) = (nn.Sequential(first), nn.Sequential(second));
        (conv1, conv2) = (nn.Conv2d(width, width, 3, padding: 1), nn.Conv2d(width, width, 3, padding: 1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => x + conv2.call(act2.call(conv1.call(act1.call(x))));
}
