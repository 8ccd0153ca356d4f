using Elbo.Models.Posteriors;

namespace Elbo.Tests.Models.Posteriors;

/// <summary>Mean and log-variance of a model with the diagonal Gaussian posterior.</summary>
internal static class GaussianOfPosterior
{
    public static DiagonalGaussian Gaussian(this Posterior posterior) => (DiagonalGaussian)posterior;
}
