
namespace Elbo.Models.Nets;

/// <summary>A convolution of stride 2 for each stage of the encoder; for each of the decoder, the map enlarged and a convolution.</summary>
[Kind("conv", "Convolutions that halve the map on the way in and enlarge it on the way out", Order = 1)]
public sealed record ConvOptions : ConvolutionalOptions
{
    /// <summary>Stages that follow from the shape, without normalization.</summary>
    public ConvOptions() : base(Normalization.None)
    {
    }

    private protected override string Words => Norm == Normalization.Group ? ", group norm" : "";

    private protected override int MapsKept => Norm == Normalization.Group ? 3 : 2;

    /// <summary>Equal if the sizes are.</summary>
    public bool Equals(ConvOptions? other) => other is not null && SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Norm, Channels?.Count);

    /// <inheritdoc/>
    public override Net Create(NetRequest request)
    {
        var model = request.Model;
        var (maps, widths, activation) = (Maps(model.Shape), Widths(model.Shape), model.Activation);
        var fast = Norm == Normalization.None;
        var down = widths.Select(
            (width, i) => new ConvStage(Convolution.Halving(i == 0 ? model.Shape.Channels : widths[i - 1], width), width, Norm, activation));
        var up = Enumerable.Range(1, widths.Count - 1).Reverse()
            .Select(i => new ConvStage(Convolution.Keeping(widths[i], widths[i - 1]), widths[i - 1], Norm, activation, maps[i]));
        return new(
            new ConvEncoder(model.Shape, down, new(model.ConditionWidth, widths), fast),
            widths[^1] * maps[^1].Area,
            new ConvDecoder(
                model.Latents + model.ConditionWidth, widths[^1], maps[^1], activation, up, new(widths[0], model.DecoderOutputs / maps[0].Area, maps[0]),
                new(model.ConditionWidth, WidthsBack(widths)), fast));
    }
}
