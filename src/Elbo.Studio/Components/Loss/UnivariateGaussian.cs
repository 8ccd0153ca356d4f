using Elbo.Models.Posteriors;

namespace Elbo.Studio.Components.Loss;

/// <summary>
/// The posterior of one example in one latent dimension, N(mu, exp(logvar)), in plain numbers, as <see cref="DiagonalGaussian"/> is in
/// tensors, for figures and pages that explain it.
/// </summary>
/// <param name="Mu">The mean.</param>
/// <param name="LogVar">The logarithm of the variance.</param>
public readonly record struct UnivariateGaussian(double Mu, double LogVar)
{
    /// <summary>The standard deviation, exp(½ logvar).</summary>
    public double Sigma => Math.Exp(0.5 * LogVar);

    /// <summary>KL(N(mu, exp(logvar)) ‖ N(0, 1)) by its terms (Kingma and Welling 2014, appendix B).</summary>
    internal RateTerms Rate => new(0.5 * Mu * Mu, 0.5 * Math.Exp(LogVar), 0 - 0.5 * LogVar); // 0, not −0, of the prior.

    /// <summary>The rate's derivatives with respect to mu and logvar: mu and ½ (exp(logvar) − 1).</summary>
    public (double Mu, double LogVar) RateGradient => (Mu, 0.5 * (Math.Exp(LogVar) - 1));

    /// <summary>The density at z.</summary>
    public double Density(double z)
    {
        var eps = (z - Mu) / Sigma;
        return Math.Exp(-0.5 * (eps * eps + LogVar + DiagonalGaussian.LogTwoPi));
    }

    /// <summary>The reparameterization trick: z = mu + exp(½ logvar)·eps (Kingma and Welling 2014, section 2.4).</summary>
    /// <param name="eps">A standard normal number.</param>
    public double Sample(double eps) => Mu + Sigma * eps;

    /// <summary>The derivatives of <see cref="Sample"/> with respect to mu and logvar: 1 and ½ exp(½ logvar)·eps.</summary>
    /// <param name="eps">The number that z is made from.</param>
    public (double Mu, double LogVar) SampleGradient(double eps) => (1, 0.5 * Sigma * eps);
}
