using static System.FormattableString;

namespace Elbo.Objectives;

/// <summary>One set of m·k draws for two bounds: the parameters of p(x, z) follow the importance-weighted bound of all draws, those of q(z given x)
/// the mean of m bounds of k draws each (Rainforth et al., "Tighter variational bounds are not necessarily better", 2018, the partially importance
/// weighted one). Its value is the former.</summary>
/// <param name="M">Bounds m that the posterior's parameters follow. Default 5.</param>
/// <param name="K">Draws k in each. Default 5.</param>
/// <param name="Estimator">How the gradient of the posterior's parameters is estimated. Default standard.</param>
[Kind("piwae", "One bound for the decoder, another for the encoder", Order = 6)]
public sealed record Piwae(
    [property: Setting("m", Objective.GroupsHelp, Min = 1, Max = Objective.MostDraws, Symbol = "M")] int M = 5,
    [property: Setting("k", Objective.DrawsHelp, Min = 1, Max = Objective.MostDraws, Symbol = "K")] int K = 5,
    GradientEstimator Estimator = GradientEstimator.Standard) : ImportanceBound(Estimator)
{
    /// <inheritdoc/>
    public override int Draws => M * K;

    internal override bool WeighsDraws => true;

    /// <inheritdoc/>
    public override string Describe() => Invariant($"PIWAE({M}, {K}){Suffix}");

    /// <inheritdoc/>
    protected internal override double Weigh(ReadOnlySpan<double> logWeights, Span<double> generative, Span<double> inference)
    {
        for (var first = 0; first < logWeights.Length; first += K)
            ImportanceWeights.LogMean(logWeights.Slice(first, K), inference.Slice(first, K));
        foreach (ref var weight in inference)
            weight = ForInference(weight) / M;
        return ImportanceWeights.LogMean(logWeights, generative);
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults() => [.. base.Faults(), .. GroupFaults(M, K)];
}
