using Elbo.Likelihoods;
using Elbo.Models.Layers;

namespace Elbo.Models.Nets;

/// <summary>Dense layers, of the widths <see cref="VaeOptions.Hidden"/> and <see cref="VaeOptions.DecoderHidden"/>.</summary>
[Kind("mlp", "Dense layers", Order = 0)]
public sealed record MlpOptions : NetOptions
{
    internal override string SizeOption => "--hidden";

    /// <inheritdoc/>
    protected internal override string OutputLayer(VaeOptions model) => $"fc{model.DecoderHidden.Count + 1}";

    /// <inheritdoc/>
    protected internal override string Layers(VaeOptions model) =>
        string.Join('-', (object[])[.. model.Hidden, $"z{model.Latents}", .. model.DecoderHidden]);

    /// <inheritdoc/>
    protected internal override string Describe(VaeOptions model) => $"{model.Shape.Size}-{Layers(model)}-{(model.Likelihood is TableLikelihood ? model.DecoderOutputs : model.Shape.Size)}";

    /// <inheritdoc/>
    protected internal override long Floats(VaeOptions model) =>
        model.Shape.Size + (long)model.DecoderOutputs + model.Hidden.Concat(model.DecoderHidden).Sum(width => (long)width);

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults(VaeOptions model)
    {
        if (VaeOptions.WidthsFault(model.Hidden) is { } hidden)
            yield return $"hidden {hidden} Use --hidden 512,512.";
        if (VaeOptions.WidthsFault(model.DecoderHidden) is { } decoderHidden)
            yield return $"decoder-hidden {decoderHidden} Use --decoder-hidden 512.";
    }

    /// <inheritdoc/>
    public override Net Create(NetRequest request)
    {
        var model = request.Model;
        return new(
            new Mlp([request.Inputs, .. model.Hidden], model.Activation, activateLast: true),
            model.Hidden[^1],
            new Mlp([request.Latents, .. model.DecoderHidden, request.Outputs], model.Activation, activateLast: false));
    }

    internal override NetLayout Layout(VaeOptions model)
    {
        var gated = model.Activation == Activation.Gated;
        return new(
            LayerTensors.Mlp("encoder", [model.Shape.Size, .. model.Hidden], activateLast: true, gated),
            model.Hidden[^1],
            LayerTensors.Mlp("decoder", [model.Latents, .. model.DecoderHidden, model.DecoderOutputs], activateLast: false, gated));
    }
}
