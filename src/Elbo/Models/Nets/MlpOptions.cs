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

    /// <summary>Share of the units of hidden layers that each step of training leaves out. Default 0.</summary>
    [Setting("dropout", "Share of the hidden units that each step of training leaves out", Min = 0, Below = 1, Example = "0.2")]
    public double Dropout { get; init; }

    /// <summary>True normalizes every hidden layer over the batch, before its activation. Default false.</summary>
    [Setting("batch-norm", "Normalize hidden layers over the batch")]
    public bool BatchNorm { get; init; }

    private readonly IReadOnlyList<int>? hidden, decoderHidden;

    internal override string SizeOption => "--hidden";

    internal override string DecoderSizeOption => "--decoder-hidden";

    internal override bool DescribesSizes => true;

    internal override DenseLayers? DenseLayers => BatchNorm ? null : new(
        [.. Hidden.Select((_, i) => $"encoder.fc{i + 1}")], [.. Enumerable.Range(1, DecoderHidden.Count + 1).Select(i => $"decoder.fc{i}")]);

    internal override bool NormalizesBatches => BatchNorm;

    internal override string? OptionOfTraining => BatchNorm ? "batch-norm" : Dropout > 0 ? "dropout" : null;

    /// <inheritdoc/>
    protected internal override bool TakesCondition => true;

    /// <inheritdoc/>
    protected internal override string OutputLayer(VaeOptions model) => $"fc{DecoderHidden.Count + 1}";

    /// <inheritdoc/>
    protected internal override string Layers(VaeOptions model) => Widths(model) + Extras;

    /// <inheritdoc/>
    protected internal override string Describe(VaeOptions model) =>
        $"{model.Shape.Size}-{Widths(model)}-{model.DecoderOutputs / model.Likelihood.Planes}{Extras}";

    private string Widths(VaeOptions model) => string.Join('-', (object[])[.. Hidden, $"z{model.Latents}", .. DecoderHidden]);

    private string Extras => (BatchNorm ? ", batch norm" : "") + (Dropout > 0 ? $", dropout {Setting.Text(Dropout)}" : "");

    /// <inheritdoc/>
    protected internal override long Floats(VaeOptions model) =>
        model.Shape.Size + (long)model.DecoderOutputs + Hidden.Concat(DecoderHidden).Sum(width => (long)width);

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults() =>
        decoderHidden is null ? base.Faults().Take(1) : base.Faults(); // a mirror image has the same faults

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults(VaeOptions model)
    {
        if (BatchNorm && model.Activation == Activation.Gated)
            yield return "batch-norm was true, but layers with the activation gated have no norm. Use --activation relu, or leave --batch-norm out.";
    }

    /// <summary>Equal if widths, dropout and norm are.</summary>
    public bool Equals(MlpOptions? other) => other is not null && Dropout == other.Dropout && BatchNorm == other.BatchNorm
        && Hidden.SequenceEqual(other.Hidden) && DecoderHidden.SequenceEqual(other.DecoderHidden);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Hidden.Count, DecoderHidden.Count);

    /// <inheritdoc/>
    public override Net Create(NetRequest request)
    {
        var model = request.Model;
        return new(
            new Mlp([request.Inputs + request.ConditionWidth, .. Hidden], model.Activation, activateLast: true, Dropout, BatchNorm),
            Hidden[^1],
            new Mlp([request.Latents + request.ConditionWidth, .. DecoderHidden, request.Outputs], model.Activation, activateLast: false, Dropout, BatchNorm));
    }

    internal override NetLayout Layout(VaeOptions model)
    {
        var gated = model.Activation == Activation.Gated;
        return new(
            LayerTensors.Mlp("encoder", [model.Shape.Size + model.ConditionWidth, .. Hidden], activateLast: true, gated, BatchNorm),
            Hidden[^1],
            LayerTensors.Mlp("decoder", [model.Latents + model.ConditionWidth, .. DecoderHidden, model.DecoderOutputs], activateLast: false, gated, BatchNorm));
    }

    string IOnnxNet.Encode(OnnxLayers layers, VaeOptions model, string part, string x, string? condition) =>
        layers.Mlp(part, layers.Join(x, condition), activateLast: true);

    string IOnnxNet.Decode(OnnxLayers layers, VaeOptions model, string z, string? condition) =>
        layers.Mlp("decoder", layers.Join(z, condition), activateLast: false);
}
