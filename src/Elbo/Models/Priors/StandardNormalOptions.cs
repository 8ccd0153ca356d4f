using Elbo.Models.Posteriors;
using static TorchSharp.torch;

namespace Elbo.Models.Priors;

/// <summary>The prior N(0, I), which nothing is learned of.</summary>
public sealed record StandardNormalOptions : PriorOptions
{
    /// <inheritdoc/>
    public override PriorKind Kind => PriorKind.Standard;

    /// <inheritdoc/>
    public override string Describe() => "standard normal";

    internal override Prior Create(VaeOptions model, Func<Tensor, DiagonalGaussian> encode) => new StandardNormal();
}
