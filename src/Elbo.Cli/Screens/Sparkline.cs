using Elbo.Training;

namespace Elbo.Cli.Screens;

/// <summary>A curve in one line of text: the −ELBO of a split over the epochs.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int Widest = 40;

    /// <summary>The line; null for fewer than three epochs.</summary>
    /// <param name="metrics">Those of the run.</param>
    /// <param name="split">The split whose −ELBO is drawn.</param>
    /// <param name="best">The epoch whose weights were kept.</param>
    public static string? Of(IEnumerable<MetricsRow> metrics, string split, int best)
    {
        (int Epoch, double Value)[] points =
            [.. metrics.Where(row => row.Split == split && double.IsFinite(row.NegElbo)).Select(row => (row.Epoch, row.NegElbo))];
        if (points.Length < 3)
            return null;
        var lowest = points.MinBy(point => point.Value);
        var where = lowest.Epoch == best ? "" : Minus.True($", lowest after epoch {lowest.Epoch}: {lowest.Value:F2}");
        return Minus.True($"{split} −ELBO {points[0].Value:F2} {Draw([.. points.Select(point => point.Value)])} {points[^1].Value:F2}{where}");
    }

    /// <summary>A bar for each value, or for the mean of several neighbours.</summary>
    internal static string Draw(IReadOnlyList<double> values)
    {
        var width = Math.Min(Widest, values.Count);
        double[] means = [.. Enumerable.Range(0, width).Select(i => values.Skip(i * values.Count / width)
            .Take((i + 1) * values.Count / width - i * values.Count / width).Average())];
        var (low, high) = (means.Min(), means.Max());
        // The square root keeps the late, small gains visible beside the first, large ones.
        return string.Concat(means.Select(mean => Bars[high > low ? (int)Math.Round(Math.Sqrt((mean - low) / (high - low)) * (Bars.Length - 1)) : 0]));
    }
}
