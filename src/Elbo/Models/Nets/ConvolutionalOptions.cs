using Elbo.Data;
using Elbo.Models.Layers;

namespace Elbo.Models.Nets;

/// <summary>
/// A net of stages. Each halves the map on the way in and has a width; the way out is the mirror image. All sizes follow from the shape of
/// the images, whatever it is.
/// </summary>
public abstract record ConvolutionalOptions : NetOptions, IOnnxNet
{
    internal override string SizeOption => "--channels";

    /// <inheritdoc/>
    protected internal sealed override bool NeedsImages => true;

    /// <inheritdoc/>
    protected internal sealed override bool TakesCondition => true;

    /// <summary>Channels of the map that leaves each stage of the decoder; residual blocks have a last stage that keeps its width.</summary>
    internal IEnumerable<int> WidthsBack(IReadOnlyList<int> widths)
    {
        int[] back = [.. widths.Take(widths.Count - 1).Reverse()];
        return ResidualBlocks > 0 ? [.. back, widths[0]] : back;
    }

    /// <summary>Stages are added until the map is at most this size: about 4×4 is left for the dense layers around z.</summary>
    private const int LeastMap = 5;

    private const int FirstWidth = 32, MostWidth = 256, MostStages = 16;

    private protected ConvolutionalOptions(Normalization norm) => Norm = norm;

    /// <summary>
    /// Channels after each stage, from the image on. Default: as many stages as it takes to a map of at most 5×5, of 32, 64, 128 and then
    /// 256 channels. Each must be a multiple of 16.
    /// </summary>
    [Setting("channels", "Channels after each stage, which halves the image", Min = 1, Max = VaeOptions.MaxWidth, Symbol = "W,W…", Example = "32,64,128",
        Default = "32,64,128,256 and so on, down to about 4×4")]
    public IReadOnlyList<int>? Channels { get; init; }

    /// <summary>The normalization of a map before its activation.</summary>
    [Setting("norm", "Normalization of feature maps")]
    public Normalization Norm { get; init; }

    /// <inheritdoc/>
    protected internal sealed override string OutputLayer(VaeOptions model) => "out.conv";

    /// <inheritdoc/>
    protected internal sealed override string Layers(VaeOptions model) =>
        $"{Name}{(Channels is null ? "" : $" {string.Join('-', Channels)}")}{Words}, z{model.Latents}";

    /// <inheritdoc/>
    protected internal sealed override string Describe(VaeOptions model) => Layers(model);

    /// <inheritdoc/>
    protected internal sealed override NetOptions Fitted(ImageShape shape) => this with { Channels = Widths(shape) };

    /// <summary>Whatever differs from the default, shown after the widths.</summary>
    private protected abstract string Words { get; }

    /// <summary>Residual blocks of a stage; 0 for a stage that is a convolution.</summary>
    private protected virtual int ResidualBlocks => 0;

    internal sealed override NetLayout Layout(VaeOptions model) => new ConvLayout(this, ResidualBlocks, model).Tensors();

    /// <summary>Maps of a stage's width that one pass stores, in the encoder or in the decoder.</summary>
    private protected abstract int MapsKept { get; }

    /// <inheritdoc/>
    protected internal sealed override long Floats(VaeOptions model)
    {
        var (maps, widths) = (Maps(model.Shape), Widths(model.Shape));
        return model.Shape.Size + model.DecoderOutputs + 2 * widths.Select((width, i) => (long)MapsKept * width * maps[i + 1].Area).Sum();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults(VaeOptions model)
    {
        if (Channels?.Count > MostStages)
            yield return $"channels had {Channels.Count} stages; {MostStages} halve the largest image to a pixel. Use --channels 32,64,128.";
        else if (Channels?.FirstOrDefault(width => width % Convolution.Block != 0) is > 0 and var odd)
            yield return $"channels had a stage of width {odd}; each must be a multiple of {Convolution.Block}. Use --channels 32,64,128.";
        if (model.Activation == Activation.Gated)
            yield return $"activation was gated, which is for dense layers, but the net is {Name}. "
                + $"Use --activation {UsualActivation.ToString().ToLowerInvariant()}, or --model mlp.";
    }

    /// <summary>The map of the image and those after each stage.</summary>
    internal IReadOnlyList<MapSize> Maps(ImageShape shape)
    {
        List<MapSize> maps = [new(shape.Height, shape.Width)];
        for (var stages = Widths(shape).Count; stages > 0; stages--)
            maps.Add(maps[^1].Halved);
        return maps;
    }

    /// <summary>The channels after each stage.</summary>
    internal IReadOnlyList<int> Widths(ImageShape shape)
    {
        if (Channels is not null)
            return Channels;
        List<int> widths = [];
        for (var map = new MapSize(shape.Height, shape.Width); widths.Count == 0 || map.Longer > LeastMap; map = map.Halved)
            widths.Add(Math.Min(FirstWidth << Math.Min(widths.Count, 8), MostWidth));
        return widths;
    }

    private protected bool SameAs(ConvolutionalOptions other) =>
        Norm == other.Norm && (Channels is null ? other.Channels is null : other.Channels is not null && Channels.SequenceEqual(other.Channels));

    string IOnnxNet.Encode(OnnxLayers layers, VaeOptions model, string part, string x, string? condition) =>
        Onnx(layers, model).Encode(part, x, condition, model.Shape.Channels);

    string IOnnxNet.Decode(OnnxLayers layers, VaeOptions model, string z, string? condition) => Onnx(layers, model).Decode(z, condition);

    private OnnxConvolutions Onnx(OnnxLayers layers, VaeOptions model) => new(layers, Maps(model.Shape), ResidualBlocks > 0);
}
