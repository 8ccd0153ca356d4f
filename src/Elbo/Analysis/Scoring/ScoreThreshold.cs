namespace Elbo.Analysis.Scoring;

/// <summary>The score above which an example is called an anomaly: a quantile of the training examples' scores.</summary>
/// <param name="Quantile">The share of the training examples that lie below it, between 0 and 1.</param>
/// <param name="Value">The score.</param>
/// <param name="Examples">The training examples that it was taken from.</param>
internal sealed record ScoreThreshold(double Quantile, double Value, int Examples)
{
    /// <summary>Takes a quantile, interpolated between neighbours (Hyndman and Fan 1996, type 7).</summary>
    /// <param name="trainingScores">At least one score.</param>
    /// <param name="quantile">Between 0 and 1.</param>
    /// <exception cref="OptionsException">The quantile is out of range, or there is no score.</exception>
    public static ScoreThreshold Of(IReadOnlyCollection<double> trainingScores, double quantile)
    {
        ThrowIfNoQuantile(quantile);
        if (trainingScores.Count == 0)
            throw new OptionsException(["There is no training score to take a quantile of. Score at least one training example."]);
        double[] sorted = [.. trainingScores.Order()];
        var at = quantile * (sorted.Length - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, sorted.Length - 1);
        var (low, high) = (sorted[below], sorted[above]);
        return new(quantile, low == high || at == below ? low : low + (at - below) * (high - low), sorted.Length); // Infinite ones have no difference.
    }

    /// <summary>Checks a quantile before anything is scored.</summary>
    /// <exception cref="OptionsException">It does not lie between 0 and 1.</exception>
    public static void ThrowIfNoQuantile(double quantile)
    {
        if (!(quantile > 0 && quantile < 1))
            throw new OptionsException([FormattableString.Invariant($"the quantile was {quantile}; it must lie between 0 and 1. Use --quantile 0.95.")]);
    }

    /// <summary>Whether a score lies above the threshold, or is infinite.</summary>
    public bool IsAnomalous(double score) => score > Value || double.IsPositiveInfinity(score);
}
