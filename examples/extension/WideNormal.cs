using Elbo;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Extension;

/// <summary>The prior N(0, σ²I): the standard normal, if σ is 1.</summary>
/// <param name="Deviation">σ.</param>
[Kind("wide-normal", "N(0, σ²I)")]
public sealed record WideNormal([property: Setting("deviation", "Standard deviation of the prior", Above = 0)] double Deviation = 1) : PriorOptions
{
    public override string Describe() => Invariant($"normal, σ {Deviation}");

    public override Prior Create(PriorRequest request) => new Distribution(Deviation);

    private sealed class Distribution(double sigma) : Prior(nameof(WideNormal))
    {
        private static readonly double LogTwoPi = Math.Log(2 * Math.PI);

        /// <summary>−½ Σ (z/σ)² + log 2π + 2 log σ.</summary>
        public override Tensor LogProbability(Tensor z, Tensor noise) =>
            -0.5 * ((z / sigma).square() + (LogTwoPi + 2 * Math.Log(sigma))).sum(1L);

        public override Tensor Rate(Posterior posterior, Tensor z, Tensor noise) =>
            RatePerDimension(posterior)?.sum(1L) ?? base.Rate(posterior, z, noise);

        /// <summary>KL(N(μ, s²) ‖ N(0, σ²)) = ½ ((μ² + s²)/σ² − 1 − log s²) + log σ.</summary>
        public override Tensor? RatePerDimension(Posterior posterior) => posterior is DiagonalGaussian(var mu, var logVar)
            ? 0.5 * ((mu.square() + logVar.exp()) / (sigma * sigma) - 1 - logVar) + Math.Log(sigma)
            : null;

        public override Tensor Sample(Tensor eps) => sigma * eps;
    }
}
