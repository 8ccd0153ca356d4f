using Elbo.Models.Nets;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Bench;

/// <summary>The model written with plain TorchSharp, the baseline of the engines.</summary>
internal sealed class EagerVae : nn.Module<Tensor, Tensor, (Tensor Logits, Tensor Mu, Tensor LogVar)>
{
    private readonly Sequential encoder;
    private readonly Linear mu;
    private readonly Linear logvar;
    private readonly Sequential decoder;

    public EagerVae(Models.VaeOptions options) : base(nameof(EagerVae))
    {
        int features;
        if (options.Net is ConvolutionalOptions net)
        {
            (encoder, decoder) = (EagerConv.Encoder(net, options), EagerConv.Decoder(net, options));
            features = net.Widths(options.Shape)[^1] * net.Maps(options.Shape)[^1].Area;
        }
        else
        {
            encoder = nn.Sequential(Layers([options.Shape.Size, .. options.Hidden])
                .SelectMany(layer => new (string, nn.Module<Tensor, Tensor>)[] { layer, Relu(layer.Name) }));
            decoder = nn.Sequential(Layers([options.Latents, .. options.DecoderHidden, options.Shape.Size])
                .SelectMany((layer, i) => i < options.DecoderHidden.Count ? new[] { layer, Relu(layer.Name) } : [layer]));
            features = options.Hidden[^1];
        }
        mu = nn.Linear(features, options.Latents);
        logvar = nn.Linear(features, options.Latents);
        RegisterComponents();
    }

    /// <param name="x">Shape [B, D].</param>
    /// <param name="eps">Standard normal noise, shape [B, L].</param>
    /// <returns>Logits [B, D], mu and logvar [B, L].</returns>
    public override (Tensor Logits, Tensor Mu, Tensor LogVar) forward(Tensor x, Tensor eps)
    {
        var h = encoder.call(x);
        var (m, v) = (mu.call(h), logvar.call(h));
        return (decoder.call(m + (0.5 * v).exp() * eps), m, v);
    }

    /// <summary>Copies the weights of Elbo's model, layer by layer in the order of the state dict.</summary>
    public void CopyFrom(Models.Vae model)
    {
        using var noGrad = no_grad();
        foreach (var (ours, theirs) in parameters().Zip(model.parameters()))
            ours.copy_(theirs);
    }

    private static IEnumerable<(string Name, nn.Module<Tensor, Tensor> Layer)> Layers(int[] widths) =>
        Enumerable.Range(1, widths.Length - 1).Select(i => ($"fc{i}", (nn.Module<Tensor, Tensor>)nn.Linear(widths[i - 1], widths[i])));

    private static (string Name, nn.Module<Tensor, Tensor> Layer) Relu(string after) => ($"{after}_relu", nn.ReLU());
}
