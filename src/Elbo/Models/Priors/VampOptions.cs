using Elbo.Models.Posteriors;
using static TorchSharp.torch;

namespace Elbo.Models.Priors;

/// <summary>The VampPrior.</summary>
/// <param name="Components">Number K of pseudo-inputs, from 1 to 65,536. Default 500, the paper's.</param>
public sealed record VampOptions(int Components = 500) : PriorOptions
{
    /// <inheritdoc/>
    public override PriorKind Kind => PriorKind.Vamp;

    /// <inheritdoc/>
    public override string Describe() => $"VampPrior K {Components}";

    internal override IEnumerable<string> Faults() => MixtureOptions.Faults(Components, 500);

    internal override Prior Create(VaeOptions model, Func<Tensor, DiagonalGaussian> encode) =>
        new VampPrior(Components, model.Shape.Size, encode);
}
