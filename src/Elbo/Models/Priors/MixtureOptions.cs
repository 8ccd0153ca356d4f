namespace Elbo.Models.Priors;

/// <summary>A learned mixture of Gaussians.</summary>
/// <param name="Components">K, from 1 to 65,536. Default 10.</param>
[Kind("mixture", "Learned Gaussians", Order = 1)]
public sealed record MixtureOptions(
    [property: Setting("components", MixtureOptions.Help, Min = 1, Max = MixtureOptions.MostComponents, Symbol = "K")] int Components = 10)
    : PriorOptions, IManagedPrior
{
    /// <summary>The most components of a mixture.</summary>
    internal const int MostComponents = 65_536;

    internal const string Help = "Components of a mixture, or pseudo-inputs of a VampPrior";

    /// <inheritdoc/>
    public override string Describe() => $"mixture of Gaussians K {Components}";

    /// <inheritdoc/>
    public override Prior Create(PriorRequest request) =>
        new MixtureOfGaussians(Components, request.Latents);

    internal override IEnumerable<(string Name, long[] Shape)> Tensors(VaeOptions model) =>
        [("prior.mean", [Components, model.Latents]), ("prior.logvar", [Components, model.Latents]), ("prior.logits", [Components])];
}
