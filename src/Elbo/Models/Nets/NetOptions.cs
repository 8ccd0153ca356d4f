using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>
/// What encoder and decoder are made of, and its sizes. In <c>run.json</c> it is an object of its name and its numbers; a dense net has
/// none there.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(MlpOptions), "mlp")]
[JsonDerivedType(typeof(ConvOptions), "conv")]
[JsonDerivedType(typeof(ResNetOptions), "resnet")]
public abstract record NetOptions
{
    /// <summary>Which one it is.</summary>
    [JsonIgnore]
    public abstract NetKind Kind { get; }

    /// <summary>The name that run files and the command line use, such as <c>conv</c>.</summary>
    [JsonIgnore]
    public string Name => Kind.ToString().ToLowerInvariant();

    /// <summary>The activation where none is asked for.</summary>
    [JsonIgnore]
    internal virtual Activation UsualActivation => Activation.Relu;

    /// <summary>The option that makes it smaller or larger.</summary>
    [JsonIgnore]
    internal virtual string SizeOption => "--hidden";

    /// <summary>The name of the decoder's last layer, which gives the likelihood's parameters.</summary>
    internal abstract string OutputLayer(VaeOptions model);

    /// <summary>The layers between the images, whose size the data decides: <c>512-512-z20-512</c>, <c>conv 32-64-128, z20</c>.</summary>
    internal abstract string Layers(VaeOptions model);

    /// <summary>Net and image size, for people: <c>784-512-512-z20-512-784</c>, <c>conv 32-64-128, z20</c>.</summary>
    internal abstract string Describe(VaeOptions model);

    /// <summary>The same with the sizes that were left to the shape of the images filled in.</summary>
    internal virtual NetOptions Fitted(ImageShape shape) => this;

    /// <summary>Numbers that one pass of an example through encoder and decoder keeps for its gradient, roughly.</summary>
    internal abstract long Floats(VaeOptions model);

    /// <summary>What is wrong with its numbers.</summary>
    internal abstract IEnumerable<string> Faults(VaeOptions model);

    /// <summary>Makes encoder and decoder.</summary>
    /// <param name="model">The options that it is part of, fitted.</param>
    internal abstract Net Create(VaeOptions model);
}

/// <summary>Both halves of a VAE's network.</summary>
/// <param name="Encoder">[B, D] → [B, H].</param>
/// <param name="Features">H, which the posterior's heads read.</param>
/// <param name="Decoder">[B, L] → [B, <see cref="VaeOptions.DecoderOutputs"/>].</param>
internal sealed record Net(nn.Module<Tensor, Tensor> Encoder, int Features, nn.Module<Tensor, Tensor> Decoder);
