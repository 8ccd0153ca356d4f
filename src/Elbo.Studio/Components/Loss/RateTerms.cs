namespace Elbo.Studio.Components.Loss;

/// <summary>
/// KL(N(mu, exp(logvar)) ‖ N(0, 1)) = ½ (mu² + exp(logvar) − 1 − logvar), term by term (Kingma and Welling 2014, appendix B), in nats.
/// </summary>
/// <param name="Mean">½ mu²: for a mean away from 0.</param>
/// <param name="Variance">½ exp(logvar): for a wide posterior.</param>
/// <param name="LogVariance">−½ logvar: for a narrow one.</param>
internal readonly record struct RateTerms(double Mean, double Variance, double LogVariance)
{
    /// <summary>−½, which makes the rate of the prior itself 0.</summary>
    public const double Constant = -0.5;

    /// <summary>Their sum, at least 0.</summary>
    public double Nats => Mean + (Variance + Constant + LogVariance);
}
