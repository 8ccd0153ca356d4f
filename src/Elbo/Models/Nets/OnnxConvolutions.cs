using Elbo.Exchange;
using Elbo.Models.Layers;

namespace Elbo.Models.Nets;

/// <summary>
/// Convolutional and residual encoders and decoders as nodes: <c>stage1</c> … <c>stageN</c>, each a convolution (<c>conv</c>) or one with residual
/// blocks (<c>down</c>, <c>up</c>, <c>block1</c> …).
/// </summary>
/// <param name="layers">The layers.</param>
/// <param name="maps">The map of an image and those after each stage.</param>
/// <param name="isResidual">True for residual stages.</param>
internal sealed class OnnxConvolutions(OnnxLayers layers, IReadOnlyList<MapSize> maps, bool isResidual)
{
    private readonly OnnxGraph graph = layers.Graph;

    /// <summary>[N, D] → [N, H].</summary>
    public string Encode(string part, string x, string? condition, int channels)
    {
        x = Reshape(x, channels, maps[0]);
        for (var i = 1; i < maps.Count; i++)
        {
            var stage = $"{part}.stage{i}";
            x = isResidual
                ? Blocks(stage, layers.Convolution($"{stage}.down", x, stride: 2, padding: 1))
                : NormAndActivate(stage, layers.Convolution($"{stage}.conv", x, stride: 2, padding: 1));
            x = AddCondition($"{part}.condition{i}", x, condition);
        }
        return graph.Node("Flatten", [isResidual ? NormAndActivate($"{part}.end", x) : x], ("axis", 1));
    }

    /// <summary>[N, L] → the likelihood's parameters, [N, P·D].</summary>
    public string Decode(string z, string? condition)
    {
        var x = layers.Linear("decoder.fc1", layers.Join(z, condition));
        var width = layers.Shape("decoder.fc1.bias")[0] / maps[^1].Area;
        x = Reshape(isResidual ? x : layers.Activate(x), width, maps[^1]);
        for (var i = 1; layers.Has($"decoder.stage{i}.conv") || layers.Has($"decoder.stage{i}.block1.conv1"); i++)
        {
            var stage = $"decoder.stage{i}";
            x = isResidual
                ? Up(stage, Blocks(stage, x), maps[^(i + 1)])
                : NormAndActivate(stage, layers.Convolution($"{stage}.conv", Enlarge(x, maps[^(i + 1)]), stride: 1, padding: 1));
            x = AddCondition($"decoder.condition{i}", x, condition);
        }
        x = Enlarge(isResidual ? NormAndActivate("decoder.end", x) : x, maps[0]);
        x = layers.Convolution("decoder.out.conv", x, stride: 1, padding: 1);
        return graph.Node("Flatten", [x], ("axis", 1));
    }

    /// <summary>A number for each channel, added to all of its pixels.</summary>
    private string AddCondition(string layer, string x, string? condition) => condition is null
        ? x
        : graph.Node("Add", x, graph.Node("Unsqueeze", layers.Linear(layer, condition), graph.Wholes(2, 3)));

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
    private string Up(string stage, string x, MapSize map) =>
        layers.Has($"{stage}.up") ? Enlarge(layers.Convolution($"{stage}.up", x, stride: 1, padding: 0), map) : x;

    /// <summary>Pixels repeated up to a size (nearest, as PyTorch does it), for any number of examples.</summary>
    private string Enlarge(string x, MapSize map)
    {
        var examplesAndChannels = graph.Node("Slice", graph.Node("Shape", x), graph.Wholes(0), graph.Wholes(2));
        var size = graph.Node("Concat", [examplesAndChannels, graph.Wholes(map.Height, map.Width)], ("axis", 0));
        return graph.Node("Resize", [x, "", "", size], ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));
    }

    private string NormAndActivate(string layer, string x) =>
        layers.Activate(layers.Has($"{layer}.norm") ? layers.GroupNorm($"{layer}.norm", x, Convolution.Groups) : x);

    private string Reshape(string x, long channels, MapSize map) => graph.Node("Reshape", x, graph.Wholes(0, channels, map.Height, map.Width));
}
