using Elbo;
using Elbo.Objectives;
using static System.FormattableString;

namespace Extension;

/// <summary>The variational Rényi bound 1/(1 − α) · log 1/k Σ wᵢ^(1 − α) (Li and Turner, "Rényi divergence variational inference", 2016, eq. 5 and
/// 11): IWAE's for α = 0, nearer to the ELBO as α nears 1. A bound that is made of importance weights says only how much each draw weighs.</summary>
/// <param name="K">Draws of z for each example.</param>
/// <param name="Alpha">α.</param>
/// <param name="Estimator">How the gradient of the posterior's parameters is estimated.</param>
[Kind("renyi", "The variational Rényi bound")]
public sealed record RenyiBound(
    [property: Setting("k", "Draws of z for each example", Min = 1, Max = 1000)] int K = 5,
    [property: Setting("alpha", "Order α of the divergence", Min = 0, Max = 0.99)] double Alpha = 0.5,
    GradientEstimator Estimator = GradientEstimator.Standard) : ImportanceBound(Estimator)
{
    public override int Draws => K;

    public override string Describe() => Invariant($"Rényi({K}), α {Alpha}{Suffix}");

    protected override double Weigh(ReadOnlySpan<double> logWeights, Span<double> generative, Span<double> inference)
    {
        var (power, most, sum) = (1 - Alpha, double.NegativeInfinity, 0.0);
        foreach (var log in logWeights)
            most = Math.Max(most, power * log);
        for (var i = 0; i < logWeights.Length; i++)
            sum += generative[i] = Math.Exp(power * logWeights[i] - most);
        for (var i = 0; i < logWeights.Length; i++)
        {
            generative[i] /= sum; // The derivative by log wᵢ: the power and its inverse cancel.
            inference[i] = ForInference(generative[i]);
        }
        return (most + Math.Log(sum / logWeights.Length)) / power;
    }
}
