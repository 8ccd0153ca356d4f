using Elbo.Models.Layers;

namespace Elbo.Models.Nets;

/// <summary>Stages of residual blocks, with group norm and SiLU by default.</summary>
[Kind("resnet", "Residual blocks between the stages", Order = 2, IsImplied = true)]
public sealed record ResNetOptions : ConvolutionalOptions
{
    /// <summary>Stages that follow from the shape, one block each, with group norm.</summary>
    public ResNetOptions() : base(Normalization.Group)
    {
    }

    /// <summary>Residual blocks in each stage, of encoder and decoder. Default 1.</summary>
    [Setting("blocks", "Residual blocks in each stage", Min = 1, Max = 64)]
    public int Blocks { get; init; } = 1;

    /// <inheritdoc/>
    protected internal override Activation UsualActivation => Activation.Silu;

    private protected override string Words =>
        $"{(Blocks == 1 ? "" : $" of {Blocks} blocks")}{(Norm == Normalization.None ? ", no norm" : "")}";

    private protected override int ResidualBlocks => Blocks;

    private protected override int MapsKept => 2 + 6 * Blocks;

    /// <summary>Equal if the sizes are.</summary>
    public bool Equals(ResNetOptions? other) => other is not null && Blocks == other.Blocks && SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Norm, Blocks, Channels?.Count);

    /// <inheritdoc/>
    public override Net Create(NetRequest request)
    {
        var model = request.Model;
        var (maps, widths, activation) = (Maps(model.Shape), Widths(model.Shape), model.Activation);
        var down = widths.Select((width, i) => new ResidualStage(
            Convolution.Halving(i == 0 ? model.Shape.Channels : widths[i - 1], width), width, Blocks, Norm, activation));
        var up = Enumerable.Range(0, widths.Count).Reverse().Select(i => new ResidualUpStage(
            widths[i], Blocks, Norm, activation, i == 0 ? null : (widths[i - 1], maps[i])));
        return new(
            new ConvEncoder(model.Shape, [.. down, new NormedActivation(widths[^1], Norm, activation)], new(model.ConditionWidth, widths)),
            widths[^1] * maps[^1].Area,
            new ConvDecoder(
                model.Latents + model.ConditionWidth, widths[^1], maps[^1], null, [.. up, new NormedActivation(widths[0], Norm, activation)],
                new(widths[0], model.DecoderOutputs / maps[0].Area, maps[0]), new(model.ConditionWidth, WidthsBack(widths))));
    }
}
