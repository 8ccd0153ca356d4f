namespace Elbo.Models.Priors;

/// <summary>The prior N(0, I), which nothing is learned of.</summary>
[Kind("standard", "N(0, I)", Order = 0)]
public sealed record StandardNormalOptions : PriorOptions
{
    /// <inheritdoc/>
    public override string Describe() => "standard normal";

    /// <inheritdoc/>
    public override Prior Create(PriorRequest request) => new StandardNormal();

    internal override IEnumerable<(string Name, long[] Shape)> Tensors(VaeOptions model) => [];
}
