namespace Elbo.Evaluation;

/// <summary>The mean of the S importance weights of one example, and how evenly they are spread.</summary>
/// <param name="LogMean">log 1/S Σ w, nats: the estimate of log p(x).</param>
/// <param name="EffectiveSamples">
/// (Σ w)² / Σ w², from 1 (one draw has all the weight) to S (all weigh the same) (Kong, "A note on importance sampling using
/// standardized weights", 1992).
/// </param>
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
