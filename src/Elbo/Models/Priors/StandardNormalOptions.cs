namespace Elbo.Models.Priors;

/// <summary>The prior N(0, I), which nothing is learned of.</summary>
public sealed record StandardNormalOptions : PriorOptions
{
    /// <inheritdoc/>
    public override PriorKind Kind => PriorKind.Standard;

    /// <inheritdoc/>
    public override string Describe() => "standard normal";

    /// <inheritdoc/>
    public override Prior Create(PriorRequest request) => new StandardNormal();

    internal override IEnumerable<(string Name, long[] Shape)> Tensors(VaeOptions model) => [];
}
