using static System.FormattableString;

namespace Elbo.Evaluation;

/// <summary>Says in words where an importance-sampled NLL is not to be trusted.</summary>
public static class NllDoctor
{
    /// <summary>More of the examples than this below <see cref="EffectiveSampleSize.Floor"/>, and the estimate is not to be trusted.</summary>
    public const double MostBelowFloor = 0.05;

    /// <summary>A bias above this, in nats, is as large as the differences between models that papers report.</summary>
    public const double MostBias = 0.1;

    /// <summary>The rule: at most 5 % of the examples with an effective sample size below 10, and a bias of at most 0.1 nats.</summary>
    /// <returns>No finding or one.</returns>
    public static IReadOnlyList<Finding> Examine(NllEstimate nll)
    {
        var spread = nll.EffectiveSampleSize;
        return spread.ShareBelowFloor <= MostBelowFloor && spread.Bias <= MostBias ? [] : [new(
            Severity.Warning,
            Invariant($"NLL({nll.Samples:N0}) is too high by more than its standard error says"),
            Invariant($"{spread.ShareBelowFloor:P1} of the examples have an effective sample size below {EffectiveSampleSize.Floor:F0} (the median is {spread.Median:F1} of {nll.Samples:N0} draws), and the largest weight of an example takes {spread.LargestShare:P0} of the whole on average. The estimate exceeds −log p(x) by about {spread.Bias:F2} nats, and by more where all draws missed."),
            Invariant($"Take more draws (--nll {10L * nll.Samples}), and check some examples by annealed importance sampling (--estimator ais --limit 100). Compare it only with an NLL of the same number of draws."))];
    }
}
