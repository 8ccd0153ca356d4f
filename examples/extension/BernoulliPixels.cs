using Elbo;
using Elbo.Data;
using Elbo.Likelihoods;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Extension;

/// <summary>Binary values with logits l: log p(x) = Σ x·l − log(1 + eˡ) (Kingma and Welling 2014, appendix C.1).</summary>
[Kind("pixels", "Binary values, one logit per dimension")]
public sealed record BernoulliPixels : Likelihood
{
    public override Binarization UsualBinarization => Binarization.Threshold;

    public override bool IsDensity => false;

    public override string Describe() => "Bernoulli pixels";

    public override Tensor DimensionLogProbability(Tensor target, Tensor parameters) =>
        -binary_cross_entropy_with_logits(parameters, target, reduction: nn.Reduction.None);

    public override Tensor Mean(Tensor parameters) => parameters.sigmoid();

    protected override Tensor Draw(Tensor parameters, Tensor uniform) => (uniform < parameters.sigmoid()).to(parameters.dtype);
}
