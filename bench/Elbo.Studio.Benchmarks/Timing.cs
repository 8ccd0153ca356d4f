namespace Elbo.Studio.Benchmarks;

/// <summary>Repeated measurements of the same operation.</summary>
/// <param name="Milliseconds">The measurements.</param>
internal sealed record Timing(IReadOnlyList<double> Milliseconds)
{
    /// <summary>The quantile by the nearest-rank method.</summary>
    public double Quantile(double share) =>
        Milliseconds.Order().ElementAt(Math.Clamp((int)Math.Ceiling(share * Milliseconds.Count) - 1, 0, Milliseconds.Count - 1));

    /// <summary>A line of a table: what, median, 95th percentile, least, most, how many.</summary>
    public string Row(string what) =>
        FormattableString.Invariant($"| {what} | {Quantile(0.5):F1} ms | {Quantile(0.95):F1} ms ")
        + FormattableString.Invariant($"| {Milliseconds.Min():F1} ms | {Milliseconds.Max():F1} ms | {Milliseconds.Count} |");
}
