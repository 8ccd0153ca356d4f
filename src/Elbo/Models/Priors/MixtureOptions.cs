namespace Elbo.Models.Priors;

/// <summary>A learned mixture of Gaussians.</summary>
/// <param name="Components">K, from 1 to 65,536. Default 10.</param>
[Kind("mixture", "Learned Gaussians", Order = 1)]
public sealed record MixtureOptions(int Components = 10) : PriorOptions
{
    /// <summary>The most components of a mixture.</summary>
    internal const int MostComponents = 65_536;

    /// <inheritdoc/>
    public override string Describe() => $"mixture of Gaussians K {Components}";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults() => Faults(Components, 10);

    /// <summary>What is wrong with a number of components.</summary>
    internal static IEnumerable<string> Faults(int components, int usual)
    {
        if (components is < 1 or > MostComponents)
            yield return $"components was {components}; it must be from 1 to {MostComponents}. Use --components {usual}.";
    }

    /// <inheritdoc/>
    public override Prior Create(PriorRequest request) =>
        new MixtureOfGaussians(Components, request.Latents);

    internal override IEnumerable<(string Name, long[] Shape)> Tensors(VaeOptions model) =>
        [("prior.mean", [Components, model.Latents]), ("prior.logvar", [Components, model.Latents]), ("prior.logits", [Components])];
}
