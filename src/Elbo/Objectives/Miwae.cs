using static System.FormattableString;

namespace Elbo.Objectives;

/// <summary>The mean of m importance-weighted bounds of k draws each, E 1/m Σⱼ log 1/k Σᵢ wᵢⱼ (Rainforth et al., "Tighter variational bounds are not
/// necessarily better", 2018, the multiply importance weighted one). m draws serve the encoder's gradient, whose signal a tighter bound drowns, and k
/// the bound.</summary>
/// <param name="M">Bounds m that are averaged. Default 5.</param>
/// <param name="K">Draws k in each. Default 5.</param>
/// <param name="Estimator">How the gradient of the posterior's parameters is estimated. Default standard.</param>
[Kind("miwae", "The mean of several importance-weighted bounds", Order = 4)]
public sealed record Miwae(
    [property: Setting("m", Objective.GroupsHelp, Min = 1, Max = Objective.MostDraws, Symbol = "M")] int M = 5,
    [property: Setting("k", Objective.DrawsHelp, Min = 1, Max = Objective.MostDraws, Symbol = "K")] int K = 5,
    GradientEstimator Estimator = GradientEstimator.Standard) : ImportanceBound(Estimator)
{
    /// <inheritdoc/>
    public override int Draws => M * K;

    /// <inheritdoc/>
    public override string Describe() => Invariant($"MIWAE({M}, {K}){Suffix}");

    /// <inheritdoc/>
    protected internal override double Weigh(ReadOnlySpan<double> logWeights, Span<double> generative, Span<double> inference)
    {
        var bound = 0.0;
        for (var first = 0; first < logWeights.Length; first += K)
            bound += ImportanceWeights.LogMean(logWeights.Slice(first, K), generative.Slice(first, K)) / M;
        for (var i = 0; i < logWeights.Length; i++)
            (generative[i], inference[i]) = (generative[i] / M, ForInference(generative[i]) / M);
        return bound;
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults() => [.. base.Faults(), .. GroupFaults(M, K)];
}
