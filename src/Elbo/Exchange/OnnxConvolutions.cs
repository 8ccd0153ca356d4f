using Elbo.Data;

namespace Elbo.Exchange;

/// <summary>
/// Convolutional and residual encoders and decoders as nodes: <c>stage1</c> … <c>stageN</c>, each a convolution (<c>conv</c>) or one with residual
/// blocks (<c>down</c>, <c>up</c>, <c>block1</c> …). Which of them it is, and all widths, are read off the weights.
/// </summary>
/// <param name="layers">The layers.</param>
/// <param name="shape">C×H×W of an image.</param>
internal sealed class OnnxConvolutions(OnnxLayers layers, ImageShape shape)
{
    private readonly OnnxGraph graph = layers.Graph;

    private bool IsResidual => layers.Has("encoder.stage1.down");

    /// <summary>True for a net of stages.</summary>
    public bool Applies => IsResidual || layers.Has("encoder.stage1.conv");

    /// <summary>[N, D] → [N, H].</summary>
    public string Encode(string x)
    {
        x = Reshape(x, shape.Channels, shape.Height, shape.Width);
        for (var i = 1; i <= Stages; i++)
        {
            var stage = $"encoder.stage{i}";
            x = IsResidual
                ? Blocks(stage, layers.Convolution($"{stage}.down", x, stride: 2, padding: 1))
                : NormAndActivate(stage, layers.Convolution($"{stage}.conv", x, stride: 2, padding: 1));
        }
        return graph.Node("Flatten", [IsResidual ? NormAndActivate("encoder.end", x) : x], ("axis", 1));
    }

    /// <summary>[N, L] → the likelihood's parameters, [N, P·D].</summary>
    public string Decode(string z)
    {
        var maps = Maps();
        var x = layers.Linear("decoder.fc1", z);
        var width = layers.Shape("decoder.fc1.bias")[0] / (maps[^1].Height * maps[^1].Width);
        x = Reshape(IsResidual ? x : layers.Activate(x), width, maps[^1].Height, maps[^1].Width);
        for (var i = 1; layers.Has($"decoder.stage{i}.conv") || layers.Has($"decoder.stage{i}.block1.conv1"); i++)
        {
            var stage = $"decoder.stage{i}";
            x = IsResidual
                ? Up(stage, Blocks(stage, x), maps[^(i + 1)])
                : NormAndActivate(stage, layers.Convolution($"{stage}.conv", Enlarge(x, maps[^(i + 1)]), stride: 1, padding: 1));
        }
        x = Enlarge(IsResidual ? NormAndActivate("decoder.end", x) : x, maps[0]);
        x = layers.Convolution("decoder.out.conv", x, stride: 1, padding: 1);
        return graph.Node("Flatten", [x], ("axis", 1));
    }

    private int Stages
    {
        get
        {
            var stages = 0;
            while (layers.Has($"encoder.stage{stages + 1}.{(IsResidual ? "down" : "conv")}"))
                stages++;
            return stages;
        }
    }

    /// <summary>The map of the image and those after each stage, each ⌈half⌉ of the one before.</summary>
    private List<(long Height, long Width)> Maps()
    {
        List<(long Height, long Width)> maps = [(shape.Height, shape.Width)];
        for (var i = 0; i < Stages; i++)
            maps.Add(((maps[^1].Height + 1) / 2, (maps[^1].Width + 1) / 2));
        return maps;
    }

    /// <summary>x + conv2(act(norm(conv1(act(norm(x)))))), as often as there are blocks.</summary>
    private string Blocks(string stage, string x)
    {
        for (var i = 1; layers.Has($"{stage}.block{i}.conv1"); i++)
        {
            var block = $"{stage}.block{i}";
            var h = layers.Convolution($"{block}.conv1", NormAndActivate($"{block}.act1", x), stride: 1, padding: 1);
            x = graph.Node("Add", x, layers.Convolution($"{block}.conv2", NormAndActivate($"{block}.act2", h), stride: 1, padding: 1));
        }
        return x;
    }

    /// <summary>A convolution of kernel 1, and the map enlarged; the last stage has none.</summary>
    private string Up(string stage, string x, (long Height, long Width) map) =>
        layers.Has($"{stage}.up") ? Enlarge(layers.Convolution($"{stage}.up", x, stride: 1, padding: 0), map) : x;

    /// <summary>Pixels repeated up to a size (nearest, as PyTorch does it), for any number of examples.</summary>
    private string Enlarge(string x, (long Height, long Width) map)
    {
        var examplesAndChannels = graph.Node("Slice", graph.Node("Shape", x), graph.Wholes(0), graph.Wholes(2));
        var size = graph.Node("Concat", [examplesAndChannels, graph.Wholes(map.Height, map.Width)], ("axis", 0));
        return graph.Node("Resize", [x, "", "", size], ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));
    }

    private string NormAndActivate(string layer, string x) => layers.Activate(layers.Has($"{layer}.norm") ? layers.GroupNorm($"{layer}.norm", x) : x);

    private string Reshape(string x, long channels, long height, long width) => graph.Node("Reshape", x, graph.Wholes(0, channels, height, width));
}
