using Elbo.Evaluation;
using Elbo.Exchange;

namespace Elbo.Runs.Sessions;

/// <summary>The numbers of one split over several seeds, in nats per example.</summary>
/// <param name="NegElbo">−ELBO.</param>
/// <param name="Distortion">The distortion.</param>
/// <param name="Rate">The rate.</param>
/// <param name="Accuracy">The accuracy of the classifier, a share; null unless every run has one.</param>
public sealed record SeedStatistics(MeanOverSeeds NegElbo, MeanOverSeeds Distortion, MeanOverSeeds Rate, MeanOverSeeds? Accuracy = null)
{
    /// <returns>Null if there are no runs.</returns>
    internal static SeedStatistics? Of(IEnumerable<SplitNumbers> runs)
    {
        SplitNumbers[] all = [.. runs];
        return all.Length == 0 ? null : new(
            MeanOverSeeds.Of([.. all.Select(run => run.NegElbo)]),
            MeanOverSeeds.Of([.. all.Select(run => run.Distortion)]),
            MeanOverSeeds.Of([.. all.Select(run => run.Rate)]),
            all.All(run => run.Accuracy is not null) ? MeanOverSeeds.Of([.. all.Select(run => run.Accuracy!.Value)]) : null);
    }
}

/// <summary>A mean over seeds.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardError">The seeds' standard deviation (n − 1) over √n; null for one seed.</param>
public sealed record MeanOverSeeds(double Mean, double? StandardError = null)
{
    /// <summary>The mean of at least one value.</summary>
    internal static MeanOverSeeds Of(IReadOnlyList<double> values)
    {
        var (mean, n) = (values.Average(), values.Count);
        return new(mean, n == 1 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (n - 1) / n));
    }
}
