namespace Elbo.Evaluation;

/// <summary>How many equally weighted draws the importance weights of an example are worth, (Σ w)² / Σ w² (Kong 1992), over the examples of an
/// estimate. If a few draws have nearly all the weight, the draws missed the mass of p(z given x), and the estimate of −log p(x) is too high by more
/// than its standard error shows.</summary>
internal sealed record EffectiveSampleSize
{
    /// <summary>Below it an example counts in <see cref="ShareBelowFloor"/>: the variance of its log-mean, 1/ESS − 1/S to first order, is
    /// then above 0.1, and the first order no longer describes it.</summary>
    public const double Floor = 10;

    /// <summary>The mean over the examples, in draws.</summary>
    public required double Mean { get; init; }

    /// <summary>The median over the examples, in draws.</summary>
    public required double Median { get; init; }

    /// <summary>The minimum over the examples, in draws.</summary>
    public required double Least { get; init; }

    /// <summary>The share of the examples with fewer than <see cref="Floor"/>, from 0 to 1.</summary>
    public required double ShareBelowFloor { get; init; }

    /// <summary>max w / Σ w, the mean over the examples: the quantity by which Chatterjee and Diaconis ("The sample size required in importance sampling",
    /// 2018) decide whether there are enough draws.</summary>
    public required double LargestShare { get; init; }

    /// <summary>The first-order bias of the estimate of −log p(x), nats: the mean of ½ (1/ESS − 1/S), from
    /// E[log w̄] ≈ log E[w̄] − ½ var(w̄)/E[w̄]² (Nowozin, "Debiasing evidence approximations", 2018). A lower bound if many examples are below
    /// the floor, since weights that were missed are not part of any ESS.</summary>
    public required double Bias { get; init; }

    internal static EffectiveSampleSize Of(IReadOnlyList<WeightSpread> weights, int samples)
    {
        double[] sorted = [.. weights.Select(w => w.EffectiveSamples).Order()];
        return new()
        {
            Mean = sorted.Average(),
            Median = 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]),
            Least = sorted[0],
            ShareBelowFloor = samples < Floor ? 1 : (double)sorted.Count(ess => ess < Floor) / sorted.Length,
            LargestShare = weights.Average(w => w.LargestShare),
            Bias = sorted.Average(ess => 0.5 * (1 / ess - 1.0 / samples)),
        };
    }
}

/// <summary>The mean of the S importance weights of one example, and how evenly they are spread.</summary>
/// <param name="LogMean">log 1/S Σ w, nats: the estimate of log p(x).</param>
/// <param name="EffectiveSamples">(Σ w)² / Σ w², from 1 (one draw has all the weight) to S (all weigh the same) (Kong, "A note on importance sampling
/// using standardized weights", 1992).</param>
/// <param name="LargestShare">max w / Σ w.</param>
internal readonly record struct WeightSpread(double LogMean, double EffectiveSamples, double LargestShare)
{
    /// <param name="logs">log w of each draw, nats. Never overflows.</param>
    public static WeightSpread Of(ReadOnlySpan<double> logs)
    {
        var most = double.NegativeInfinity;
        foreach (var log in logs)
            most = Math.Max(most, log);
        if (!double.IsFinite(most))
            return new(most, 1, 1);
        double sum = 0, squares = 0;
        foreach (var log in logs)
        {
            var weight = Math.Exp(log - most);
            sum += weight;
            squares += weight * weight;
        }
        return new(most + Math.Log(sum / logs.Length), sum * sum / squares, 1 / sum);
    }
}
