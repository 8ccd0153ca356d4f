using Elbo.Models.Layers;

namespace Elbo.Models.Nets;

/// <summary>Dense layers.</summary>
[Kind("mlp", "Dense layers", Order = 0)]
public sealed record MlpOptions : NetOptions, IOnnxNet
{
    /// <summary>Widths of the encoder's hidden layers, from the input on. Default 512, 512.</summary>
    [Setting("hidden", "Widths of the encoder's hidden layers", Min = 1, Max = VaeOptions.MaxWidth, Symbol = "W,W…", Example = "512,512", IsCommon = true,
        Replaces = [nameof(DecoderHidden)])]
    public IReadOnlyList<int> Hidden { get => hidden ?? [512, 512]; init => hidden = value; }

    /// <summary>Widths of the decoder's hidden layers, from z on. Default 512; the mirror image of the encoder's if those are given.</summary>
    [Setting("decoder-hidden", "Widths of the decoder's hidden layers", Min = 1, Max = VaeOptions.MaxWidth, Symbol = "W,W…", Example = "512",
        Default = "512; with --hidden, its mirror image")]
    public IReadOnlyList<int> DecoderHidden { get => decoderHidden ?? (hidden is null ? [512] : [.. hidden.Reverse()]); init => decoderHidden = value; }

    private readonly IReadOnlyList<int>? hidden, decoderHidden;

    internal override string SizeOption => "--hidden";

    internal override string DecoderSizeOption => "--decoder-hidden";

    internal override bool DescribesSizes => true;

    /// <inheritdoc/>
    protected internal override bool TakesCondition => true;

    /// <inheritdoc/>
    protected internal override string OutputLayer(VaeOptions model) => $"fc{DecoderHidden.Count + 1}";

    /// <inheritdoc/>
    protected internal override string Layers(VaeOptions model) =>
        string.Join('-', (object[])[.. Hidden, $"z{model.Latents}", .. DecoderHidden]);

    /// <inheritdoc/>
    protected internal override string Describe(VaeOptions model) => $"{model.Shape.Size}-{Layers(model)}-{model.DecoderOutputs / model.Likelihood.Planes}";

    /// <inheritdoc/>
    protected internal override long Floats(VaeOptions model) =>
        model.Shape.Size + (long)model.DecoderOutputs + Hidden.Concat(DecoderHidden).Sum(width => (long)width);

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults() =>
        decoderHidden is null ? base.Faults().Take(1) : base.Faults(); // a mirror image has the same faults

    /// <summary>Equal if the widths are.</summary>
    public bool Equals(MlpOptions? other) => other is not null && Hidden.SequenceEqual(other.Hidden) && DecoderHidden.SequenceEqual(other.DecoderHidden);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Hidden.Count, DecoderHidden.Count);

    /// <inheritdoc/>
    public override Net Create(NetRequest request)
    {
        var model = request.Model;
        return new(
            new Mlp([request.Inputs + request.ConditionWidth, .. Hidden], model.Activation, activateLast: true),
            Hidden[^1],
            new Mlp([request.Latents + request.ConditionWidth, .. DecoderHidden, request.Outputs], model.Activation, activateLast: false));
    }

    internal override NetLayout Layout(VaeOptions model)
    {
        var gated = model.Activation == Activation.Gated;
        return new(
            LayerTensors.Mlp("encoder", [model.Shape.Size + model.ConditionWidth, .. Hidden], activateLast: true, gated),
            Hidden[^1],
            LayerTensors.Mlp("decoder", [model.Latents + model.ConditionWidth, .. DecoderHidden, model.DecoderOutputs], activateLast: false, gated));
    }

    string IOnnxNet.Encode(OnnxLayers layers, VaeOptions model, string x) => layers.Mlp("encoder", x, activateLast: true);

    string IOnnxNet.Decode(OnnxLayers layers, VaeOptions model, string z) => layers.Mlp("decoder", z, activateLast: false);
}
