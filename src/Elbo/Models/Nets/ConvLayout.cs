using Elbo.Models.Layers;

namespace Elbo.Models.Nets;

/// <summary>Names and shapes of the tensors of a net of convolutional or residual stages.</summary>
/// <param name="net">Its sizes, complete.</param>
/// <param name="blocks">Residual blocks of a stage; 0 for a stage that is a convolution.</param>
/// <param name="options">The options that it is part of.</param>
internal sealed class ConvLayout(ConvolutionalOptions net, int blocks, VaeOptions options)
{
    private readonly IReadOnlyList<int> widths = net.Channels!;

    public NetLayout Tensors()
    {
        var features = widths[^1] * SmallestMap();
        return new(
            Encoder().Concat(Conditions("encoder", widths)), features,
            LayerTensors.Linear("decoder.fc1", options.Latents + options.ConditionWidth, features).Concat(Decoder())
                .Concat(Conditions("decoder", net.WidthsBack(widths))));
    }

    private IEnumerable<(string Name, long[] Shape)> Conditions(string part, IEnumerable<int> channels) => options.ConditionWidth == 0 ? []
        : channels.Index().SelectMany(stage => LayerTensors.Linear($"{part}.condition{stage.Index + 1}", options.ConditionWidth, stage.Item));

    private IEnumerable<(string Name, long[] Shape)> Encoder()
    {
        for (var i = 0; i < widths.Count; i++)
            foreach (var tensor in blocks > 0
                ? Convolution($"encoder.stage{i + 1}.down", Before(i), widths[i]).Concat(Blocks($"encoder.stage{i + 1}", widths[i]))
                : Stage($"encoder.stage{i + 1}", Before(i), widths[i]))
                yield return tensor;
        foreach (var tensor in blocks > 0 ? Norm("encoder.end", widths[^1]) : [])
            yield return tensor;

        long Before(int i) => i == 0 ? options.Shape.Channels : widths[i - 1];
    }

    /// <summary>The mirror image; its last residual stage does not enlarge the map, since the layer <c>out</c> does.</summary>
    private IEnumerable<(string Name, long[] Shape)> Decoder()
    {
        for (var (i, stage) = (widths.Count - 1, 1); i >= (blocks > 0 ? 0 : 1); i--, stage++)
            foreach (var tensor in blocks > 0
                ? Blocks($"decoder.stage{stage}", widths[i]).Concat(i > 0 ? Convolution($"decoder.stage{stage}.up", widths[i], widths[i - 1], kernel: 1) : [])
                : Stage($"decoder.stage{stage}", widths[i], widths[i - 1]))
                yield return tensor;
        foreach (var tensor in blocks > 0 ? Norm("decoder.end", widths[0]) : [])
            yield return tensor;
        foreach (var tensor in Convolution("decoder.out.conv", widths[0], options.DecoderOutputs / ((long)options.Shape.Height * options.Shape.Width)))
            yield return tensor;
    }

    private IEnumerable<(string Name, long[] Shape)> Stage(string name, long inputs, long outputs) =>
        Convolution($"{name}.conv", inputs, outputs).Concat(Norm(name, outputs));

    private IEnumerable<(string Name, long[] Shape)> Blocks(string stage, long width) => Enumerable.Range(1, blocks).SelectMany(i =>
        Norm($"{stage}.block{i}.act1", width)
            .Concat(Norm($"{stage}.block{i}.act2", width))
            .Concat(Convolution($"{stage}.block{i}.conv1", width, width))
            .Concat(Convolution($"{stage}.block{i}.conv2", width, width)));

    private IEnumerable<(string Name, long[] Shape)> Norm(string owner, long width) =>
        net.Norm == Normalization.None ? [] : LayerTensors.Norm($"{owner}.norm", width);

    private static IEnumerable<(string Name, long[] Shape)> Convolution(string name, long inputs, long outputs, long kernel = 3) =>
        LayerTensors.Convolution(name, inputs, outputs, kernel);

    private int SmallestMap()
    {
        var map = new MapSize(options.Shape.Height, options.Shape.Width);
        foreach (var _ in widths)
            map = map.Halved;
        return map.Area;
    }
}
