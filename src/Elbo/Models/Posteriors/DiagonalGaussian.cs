using static TorchSharp.torch;

namespace Elbo.Models.Posteriors;

/// <summary>A Gaussian posterior q(z given x) with a diagonal covariance, one for each example of a batch.</summary>
/// <param name="Mu">The means, shape [B, L].</param>
/// <param name="LogVar">The logarithms of the variances, shape [B, L].</param>
public sealed record DiagonalGaussian(Tensor Mu, Tensor LogVar) : Posterior
{
    internal static readonly double LogTwoPi = Math.Log(2 * Math.PI);

    /// <inheritdoc/>
    public override Tensor Mean => Mu;

    internal override Tensor LogVariance => LogVar;

    /// <summary>log q(z given x) = −½ Σ (z − mu)²/exp(logvar) + logvar + log 2π.</summary>
    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z) => -0.5 * ((z - Mu).square() * (-LogVar).exp() + LogVar + LogTwoPi).sum(1L);

    /// <summary>The reparameterization trick: z = mu + exp(½ logvar)·eps (Kingma and Welling 2014, section 2.4).</summary>
    /// <inheritdoc/>
    public override Tensor Sample(Tensor eps) => Mu + (0.5 * LogVar).exp() * eps;

    /// <summary>KL(N(mu, exp(logvar)) ‖ N(0, 1)) = ½ (mu² + exp(logvar) − 1 − logvar) (Kingma and Welling 2014, appendix B).</summary>
    /// <inheritdoc/>
    public override Tensor RatePerDimension() => 0.5 * (Mu.square() + LogVar.exp() - 1 - LogVar);

    /// <inheritdoc/>
    public override Posterior Map(Func<Tensor, Tensor> transform) => new DiagonalGaussian(transform(Mu), transform(LogVar));

    internal override IEnumerable<(string Name, Tensor Value)> Parts => [("mu", Mu), ("logvar", LogVar)];
}
