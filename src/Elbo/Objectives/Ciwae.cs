using static System.FormattableString;

namespace Elbo.Objectives;

/// <summary>β times the ELBO and 1 − β times the importance-weighted bound of the same k draws (Rainforth et al., "Tighter variational bounds are not
/// necessarily better", 2018, the combined one): β = 1 is the ELBO with k draws, β = 0 the IWAE.</summary>
/// <param name="K">Draws k of each example. Default 5.</param>
/// <param name="Beta">The ELBO's share β, from 0 to 1. Default 0.5.</param>
/// <param name="Estimator">How the gradient of the posterior's parameters is estimated. Default standard.</param>
[Kind("ciwae", "A combination of the ELBO and the importance-weighted bound", Order = 5)]
public sealed record Ciwae(
    [property: Setting("k", Objective.DrawsHelp, Min = 1, Max = Objective.MostDraws, Symbol = "K")] int K = 5,
    [property: Setting("ciwae-beta", "The ELBO's share", Min = 0, Max = 1)] double Beta = 0.5,
    GradientEstimator Estimator = GradientEstimator.Standard) : ImportanceBound(Estimator)
{
    /// <inheritdoc/>
    public override int Draws => K;

    /// <inheritdoc/>
    public override string Describe() => Invariant($"CIWAE({K}), β {Beta}{Suffix}");

    /// <inheritdoc/>
    protected internal override double Weigh(ReadOnlySpan<double> logWeights, Span<double> generative, Span<double> inference)
    {
        var (bound, elbo) = (ImportanceWeights.LogMean(logWeights, generative), 0.0);
        for (var i = 0; i < logWeights.Length; i++)
        {
            elbo += logWeights[i] / K;
            (generative[i], inference[i]) = (Beta / K + (1 - Beta) * generative[i], Beta / K + (1 - Beta) * ForInference(generative[i]));
        }
        return Beta * elbo + (1 - Beta) * bound;
    }
}
