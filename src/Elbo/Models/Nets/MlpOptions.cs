using Elbo.Exchange;
using Elbo.Likelihoods;
using Elbo.Models.Layers;

namespace Elbo.Models.Nets;

/// <summary>Dense layers, of the widths <see cref="VaeOptions.Hidden"/> and <see cref="VaeOptions.DecoderHidden"/>.</summary>
public sealed record MlpOptions : NetOptions
{
    /// <inheritdoc/>
    public override NetKind Kind => NetKind.Mlp;

    internal override string OutputLayer(VaeOptions model) => $"fc{model.DecoderHidden.Count + 1}";

    internal override string Layers(VaeOptions model) =>
        string.Join('-', (object[])[.. model.Hidden, $"z{model.Latents}", .. model.DecoderHidden]);

    internal override string Describe(VaeOptions model) => $"{model.Shape.Size}-{Layers(model)}-{(model.Likelihood is TableLikelihood ? model.DecoderOutputs : model.Shape.Size)}";

    internal override long Floats(VaeOptions model) =>
        model.Shape.Size + (long)model.DecoderOutputs + model.Hidden.Concat(model.DecoderHidden).Sum(width => (long)width);

    internal override IEnumerable<string> Faults(VaeOptions model)
    {
        if (VaeOptions.WidthsFault(model.Hidden) is { } hidden)
            yield return $"hidden {hidden} Use --hidden 512,512.";
        if (VaeOptions.WidthsFault(model.DecoderHidden) is { } decoderHidden)
            yield return $"decoder-hidden {decoderHidden} Use --decoder-hidden 512.";
    }

    internal override Net Create(VaeOptions model) => new(
        new Mlp([model.Shape.Size, .. model.Hidden], model.Activation, activateLast: true),
        model.Hidden[^1],
        new Mlp([model.Latents, .. model.DecoderHidden, model.DecoderOutputs], model.Activation, activateLast: false));
}
