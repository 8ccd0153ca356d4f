namespace Elbo.Studio.Benchmarks;

/// <summary>Several measurements of one thing.</summary>
/// <param name="Milliseconds">Each of them.</param>
internal sealed record Timing(IReadOnlyList<double> Milliseconds)
{
    /// <summary>The value below which a share of them lies, by the nearest rank.</summary>
    public double Quantile(double share) => Milliseconds.Order().ElementAt(Math.Clamp((int)Math.Ceiling(share * Milliseconds.Count) - 1, 0, Milliseconds.Count - 1));

    /// <summary>A line of a table: what, median, 95th percentile, least, most, how many.</summary>
    public string Row(string what) =>
        FormattableString.Invariant($"| {what} | {Quantile(0.5):F1} ms | {Quantile(0.95):F1} ms | {Milliseconds.Min():F1} ms | {Milliseconds.Max():F1} ms | {Milliseconds.Count} |");
}
