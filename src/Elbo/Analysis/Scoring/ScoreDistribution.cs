
namespace Elbo.Analysis.Scoring;

/// <summary>The scores of many examples: what says whether another one's is usual.</summary>
internal sealed class ScoreDistribution
{
    private readonly double[] sorted;

    /// <summary>Takes the scores.</summary>
    /// <param name="scores">At least one, in any order.</param>
    /// <exception cref="ArgumentException">There is none, or one is no number.</exception>
    public ScoreDistribution(IEnumerable<double> scores)
    {
        sorted = [.. scores.Order()];
        // Order puts those that are no numbers first.
        if (sorted.Length == 0 || double.IsNaN(sorted[0]))
            throw new ArgumentException(
                sorted.Length == 0 ? "There are 0 scores; at least 1 is needed." : "A score is not a number; all scores must be.", nameof(scores));
    }

    /// <summary>How many scores there are, N.</summary>
    public int Count => sorted.Length;

    /// <summary>The share of the scores that lie below one, ties counted half (the mid-distribution function of Parzen 2004).</summary>
    /// <returns>From 0 to 1.</returns>
    public double ShareBelow(double score) => (Below(score, orEqual: false) + Below(score, orEqual: true)) / (2.0 * sorted.Length);

    /// <summary>A quantile, interpolated as <see cref="ScoreThreshold"/> does.</summary>
    /// <param name="share">Between 0 and 1.</param>
    /// <exception cref="OptionsException">The share does not lie between 0 and 1.</exception>
    public double Quantile(double share) => ScoreThreshold.Of(sorted, share).Value;

    /// <summary>How many scores fall into each of equally wide intervals; those outside of all are left out.</summary>
    /// <param name="low">Where the first interval begins.</param>
    /// <param name="high">Where the last one ends, over <paramref name="low"/>; a score of exactly this much belongs to it.</param>
    /// <param name="intervals">How many, at least 1.</param>
    /// <returns>Shape [intervals].</returns>
    public int[] Histogram(double low, double high, int intervals)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(intervals, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(high, low);
        var counts = new int[intervals];
        foreach (var score in sorted)
            if (score >= low && score <= high)
                counts[Math.Min(intervals - 1, (int)((score - low) / (high - low) * intervals))]++;
        return counts;
    }

    private int Below(double score, bool orEqual)
    {
        var (first, last) = (0, sorted.Length);
        while (first < last)
        {
            var middle = (first + last) / 2;
            if (sorted[middle] < score || orEqual && sorted[middle] == score)
                first = middle + 1;
            else
                last = middle;
        }
        return first;
    }
}
