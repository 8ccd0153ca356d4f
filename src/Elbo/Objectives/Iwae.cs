using static System.FormattableString;

namespace Elbo.Objectives;

/// <summary>The importance-weighted bound, L_k = E log 1/k Σ wᵢ (Burda et al., "Importance Weighted Autoencoders", 2015, eq. 8), with the gradient Σ
/// w̃ᵢ ∂log wᵢ (eq. 14). At k = 1 it is the ELBO; it grows with k towards log p(x).</summary>
/// <param name="K">Draws k of each example. Default 5.</param>
/// <param name="Estimator">How the gradient of the posterior's parameters is estimated. Default standard.</param>
[Kind("iwae", "The importance-weighted bound", Order = 3)]
public sealed record Iwae(
    [property: Setting("k", Objective.DrawsHelp, Min = 1, Max = Objective.MostDraws, Symbol = "K")] int K = 5,
    GradientEstimator Estimator = GradientEstimator.Standard) : ImportanceBound(Estimator)
{
    /// <inheritdoc/>
    public override int Draws => K;

    /// <inheritdoc/>
    public override string Describe() => Invariant($"IWAE({K}){Suffix}");

    /// <inheritdoc/>
    protected internal override double Weigh(ReadOnlySpan<double> logWeights, Span<double> generative, Span<double> inference)
    {
        var bound = ImportanceWeights.LogMean(logWeights, generative);
        for (var i = 0; i < logWeights.Length; i++)
            inference[i] = ForInference(generative[i]);
        return bound;
    }
}
