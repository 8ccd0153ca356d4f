using Elbo.Models.Layers;
using Elbo.Models.Priors;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>A plain net that guesses what is not seen of an image, one value for each pixel. The prior is given its guess together with what is seen
/// (the recurrent connection of Sohn et al., "Learning Structured Output Representation using Deep Conditional Generative Models", 2015, section 4.2);
/// no gradient of the bound reaches it, and its own loss teaches it.</summary>
internal sealed class Guess : nn.Module<Tensor, Tensor>
{
    private const string Net = "net";
    private readonly VaeOptions model;
    private readonly SeenRegion region;
    private readonly Mlp net;

    /// <param name="model">The options of a model with a region.</param>
    public Guess(VaeOptions model) : base(nameof(Guess))
    {
        (this.model, region) = (model, SeenRegion.Of(model.ConditionRegion!, model.Shape));
        register_module(Net, net = new(Sizes(model), model.Activation, activateLast: false));
    }

    /// <summary>The region that is seen.</summary>
    public SeenRegion Region => region;

    /// <param name="x">Images, of which only what is seen is used; shape [B, D].</param>
    /// <returns>The likelihood's parameters, shape [B, P·D].</returns>
    public override Tensor forward(Tensor x) => net.call(region.Of(x));

    /// <summary>What is seen, and the mean of the guess elsewhere.</summary>
    /// <param name="x">Shape [B, D].</param>
    /// <param name="parameters">What <see cref="forward"/> made of it.</param>
    /// <returns>Shape [B, D], without gradient.</returns>
    public Tensor Filled(Tensor x, Tensor parameters) => region.Filled(x, model.Likelihood.Mean(parameters.detach()));

    /// <summary>Names and shapes of its tensors, below <paramref name="part"/>; none for a model without a region.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Tensors(string part, VaeOptions model) => model.ConditionRegion is null
        ? []
        : LayerTensors.Mlp($"{part}.{Net}", [.. Sizes(model).Select(size => (long)size)], activateLast: false, model.Activation == Activation.Gated);

    /// <summary>As wide as the prior's net.</summary>
    private static int[] Sizes(VaeOptions model) => [model.Shape.Size, .. ((ConditionalOptions)model.Prior).Hidden, model.DecoderOutputs];
}
