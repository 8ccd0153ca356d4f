using Elbo.Models.Layers;

namespace Elbo.Models.Priors;

/// <summary>A second stochastic layer above z, as the prior of z.</summary>
[Kind("hierarchical", "A second stochastic layer above z", Order = 3)]
public sealed record HierarchicalOptions : PriorOptions
{
    /// <summary>Number of latent dimensions of the upper layer. Default 50.</summary>
    [Setting("top-latents", "Latent dimensions of the second layer", Min = 1, Max = VaeOptions.MaxWidth, Symbol = "L")]
    public int Latents { get; init; } = 50;

    /// <summary>Widths of the hidden layers from z up to the upper layer; back down they are the mirror image. Default 100, 100.</summary>
    [Setting("top-hidden", "Widths of the hidden layers up to the second layer", Min = 1, Max = VaeOptions.MaxWidth, Symbol = "W,W…", Example = "100,100")]
    public IReadOnlyList<int> Hidden { get; init; } = [100, 100];

    /// <inheritdoc/>
    public override string Describe() => $"second layer {string.Join('-', Hidden)}-z{Latents}-{string.Join('-', Hidden.Reverse())}";

    /// <summary>Equal when both sizes are, the layers by their content.</summary>
    public bool Equals(HierarchicalOptions? other) => other is not null && Latents == other.Latents && Hidden.SequenceEqual(other.Hidden);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Latents, Hidden.Count);

    /// <inheritdoc/>
    public override Prior Create(PriorRequest request) =>
        new HierarchicalPrior(request.Latents, this, request.Model.Activation);

    internal override IEnumerable<(string Name, long[] Shape)> Tensors(VaeOptions model)
    {
        var gated = model.Activation == Activation.Gated;
        return LayerTensors.Mlp("prior.encoder", [model.Latents, .. Hidden], activateLast: true, gated)
            .Concat(LayerTensors.Gaussian("prior.posterior", Hidden[^1], Latents))
            .Concat(LayerTensors.Mlp("prior.decoder", [Latents, .. Hidden.Reverse()], activateLast: true, gated))
            .Concat(LayerTensors.Gaussian("prior.conditional", Hidden[0], model.Latents));
    }
}
