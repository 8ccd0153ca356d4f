using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>
/// The kind and sizes of encoder and decoder. In <c>run.json</c> it is an object of its name and settings; a dense net has
/// none there. A net of another assembly is a sealed record derived from this one; only <see cref="Create"/> is required.
/// </summary>
[Family("net")]
public abstract record NetOptions : Kind
{
    /// <summary>The activation if none is requested. Default ReLU.</summary>
    [JsonIgnore]
    protected internal virtual Activation UsualActivation => Activation.Relu;

    /// <summary>The option that changes its size, for advice.</summary>
    [JsonIgnore]
    internal virtual string SizeOption => $"the settings of the net {Name}";

    /// <summary>The same for its decoder only.</summary>
    [JsonIgnore]
    internal virtual string DecoderSizeOption => SizeOption;

    /// <summary>True where <see cref="Describe(VaeOptions)"/> names the size of every layer.</summary>
    internal virtual bool DescribesSizes => false;

    /// <summary>Its layers, if both parts are dense layers and activations and nothing else; null, the default, if not.</summary>
    [JsonIgnore]
    internal virtual DenseLayers? DenseLayers => null;

    /// <summary>True where a step of training sees an example differently with others in its batch. Default false.</summary>
    [JsonIgnore]
    internal virtual bool NormalizesBatches => false;

    /// <summary>The option by which its layers compute otherwise in a step of training, which then needs the batch's examples; null without one.</summary>
    [JsonIgnore]
    internal virtual string? OptionOfTraining => null;

    /// <summary>True where an example must be an image, whose pixels have neighbours. Default false: rows of a table will do.</summary>
    [JsonIgnore]
    protected internal virtual bool NeedsImages => false;

    /// <summary>
    /// True if encoder and decoder read the <see cref="NetRequest.ConditionWidth"/> numbers of a condition behind their other inputs. Default false:
    /// a model with a condition is refused.
    /// </summary>
    [JsonIgnore]
    protected internal virtual bool TakesCondition => false;

    /// <summary>
    /// The name within the decoder of its last layer, whose bias <c>--output-bias mean</c> sets: one number for each of the likelihood's
    /// parameters, or one for each plane and channel. Default null: the decoder has no such layer, and the option is refused.
    /// </summary>
    /// <param name="model">The options that it is part of.</param>
    protected internal virtual string? OutputLayer(VaeOptions model) => null;

    /// <summary>
    /// The layers between the images, whose size the data decides: <c>512-512-z20-512</c>, <c>conv 32-64-128, z20</c>. Default name and
    /// latents.
    /// </summary>
    /// <param name="model">The options that it is part of.</param>
    protected internal virtual string Layers(VaeOptions model) => $"{Name}, z{model.Latents}";

    /// <summary>Net and image size, for display: <c>784-512-512-z20-512-784</c>, <c>conv 32-64-128, z20</c>. Default the layers.</summary>
    /// <param name="model">The options that it is part of.</param>
    protected internal virtual string Describe(VaeOptions model) => Layers(model);

    /// <summary>A copy with the sizes that depend on the shape of the images. Default the net itself.</summary>
    /// <param name="shape">The shape of one example.</param>
    protected internal virtual NetOptions Fitted(ImageShape shape) => this;

    /// <summary>
    /// Roughly the numbers that one pass of an example through encoder and decoder stores for its gradient: a larger net takes fewer examples
    /// at once. Default those of a few layers as wide as the example.
    /// </summary>
    /// <param name="model">The options that it is part of.</param>
    protected internal virtual long Floats(VaeOptions model) => 4 * (model.Shape.Size + (long)model.DecoderOutputs);

    /// <summary>Validation errors of its numbers, one sentence each: the value found, the range allowed, what to do. Default none.</summary>
    /// <param name="model">The options that it is part of.</param>
    protected internal virtual IEnumerable<string> Faults(VaeOptions model) => [];

    /// <summary>
    /// Makes encoder and decoder. A parameter named <c>weight</c> or <c>bias</c> is drawn afterwards from the run's seed, a vector set to 1 or
    /// 0; any other keeps the value that it has here, which must not come from libtorch's global generator.
    /// </summary>
    /// <param name="request">The model that it belongs to.</param>
    public abstract Net Create(NetRequest request);

    /// <summary>Names and shapes of its tensors, below <c>encoder</c> and <c>decoder</c>. By default a module is built once and read.</summary>
    /// <param name="model">The model that it is part of, fitted and without faults.</param>
    internal virtual NetLayout Layout(VaeOptions model)
    {
        var net = Create(new(model));
        using (net.Encoder)
        using (net.Decoder)
            return new(ModuleTensors.Of("encoder", net.Encoder), net.Features, ModuleTensors.Of("decoder", net.Decoder));
    }
}

/// <summary>A net that can be written into an ONNX graph. A model with another one is refused by name when it is exported.</summary>
internal interface IOnnxNet
{
    /// <param name="layers">The model's layers.</param>
    /// <param name="model">The options that it is part of.</param>
    /// <param name="part">The name of the encoder's layers: that of the model, or the classifier's.</param>
    /// <param name="x">[N, D].</param>
    /// <param name="condition">[N, C]; null for an encoder without a condition.</param>
    /// <returns>[N, H].</returns>
    string Encode(OnnxLayers layers, VaeOptions model, string part, string x, string? condition);

    /// <param name="layers">The model's layers.</param>
    /// <param name="model">The options that it is part of.</param>
    /// <param name="z">[N, L].</param>
    /// <param name="condition">[N, C]; null for a model without a condition.</param>
    /// <returns>The likelihood's parameters, [N, P·D].</returns>
    string Decode(OnnxLayers layers, VaeOptions model, string z, string? condition);
}

/// <summary>The model that a net is made for.</summary>
/// <param name="Model">The options that it belongs to, complete and valid.</param>
public sealed record NetRequest(VaeOptions Model)
{
    /// <summary>Numbers D of one example, which the encoder takes.</summary>
    public int Inputs => Model.Shape.Size;

    /// <summary>Number L of latent dimensions, which the decoder takes.</summary>
    public int Latents => Model.Latents;

    /// <summary>Numbers C of a condition, which encoder and decoder then take behind x and behind z; 0 for none.</summary>
    public int ConditionWidth => Model.ConditionWidth;

    /// <summary>Numbers P·D that the decoder gives for one example: the likelihood's parameters, the first plane first.</summary>
    public int Outputs => Model.DecoderOutputs;
}

/// <summary>Both halves of a VAE's network. They take and give float32.</summary>
/// <param name="Encoder">[B, D + C] → [B, H].</param>
/// <param name="Features">H, which the posterior's head reads.</param>
/// <param name="Decoder">[B, L + C] → [B, P·D], <see cref="NetRequest.Outputs"/>.</param>
public sealed record Net(nn.Module<Tensor, Tensor> Encoder, int Features, nn.Module<Tensor, Tensor> Decoder);

/// <summary>Names and shapes of the tensors of both halves.</summary>
/// <param name="Encoder">Below <c>encoder</c>.</param>
/// <param name="Features">H, which the posterior's head reads.</param>
/// <param name="Decoder">Below <c>decoder</c>.</param>
internal sealed record NetLayout(IEnumerable<(string Name, long[] Shape)> Encoder, int Features, IEnumerable<(string Name, long[] Shape)> Decoder);
