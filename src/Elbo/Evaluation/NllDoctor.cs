using static System.FormattableString;

namespace Elbo.Evaluation;

/// <summary>Reports when an importance-sampled NLL is unreliable.</summary>
internal static class NllDoctor
{
    /// <summary>The estimate is unreliable if a larger share of the examples is below <see cref="EffectiveSampleSize.Floor"/>.</summary>
    public const double MostBelowFloor = 0.05;

    /// <summary>A bias above this, in nats, is as large as the differences between models that papers report.</summary>
    public const double MostBias = 0.1;

    /// <summary>The rule: at most 5 % of the examples with an effective sample size below 10, and a bias of at most 0.1 nats.</summary>
    /// <returns>One finding or none.</returns>
    public static IReadOnlyList<Finding> Examine(NllEstimate nll)
    {
        var spread = nll.EffectiveSampleSize;
        if (spread.ShareBelowFloor <= MostBelowFloor && spread.Bias <= MostBias)
            return [];
        var few = Invariant($"{spread.ShareBelowFloor:P1} of the examples have an effective sample size below {EffectiveSampleSize.Floor:F0} ");
        var median = Invariant($"(the median is {spread.Median:F1} of {nll.Samples:N0} draws), ");
        var largest = Invariant($"and the largest weight of an example takes {spread.LargestShare:P0} of the whole on average. ");
        var bias = Invariant($"The estimate exceeds −log p(x) by about {spread.Bias:F2} nats, and by more where all draws missed.");
        var more = Invariant($"Take more draws (--nll {10L * nll.Samples}), ");
        return [new(
            Severity.Warning,
            Invariant($"NLL({nll.Samples:N0}) is too high by more than its standard error"),
            few + median + largest + bias,
            more + "and check some examples by annealed importance sampling (--estimator ais --limit 100). "
                + "Compare it only with an NLL of the same number of draws.")];
    }
}
