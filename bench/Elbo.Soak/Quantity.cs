using System.Globalization;

namespace Elbo.Soak;

/// <summary>A monitored number.</summary>
/// <param name="Name">Its display name.</param>
/// <param name="Unit">The divisor for display: 1e6 for megabytes.</param>
/// <param name="Of">Takes it from a sample.</param>
public sealed record Quantity(string Name, double Unit, Func<Sample, long> Of)
{
    /// <summary>Growth of less than this per hour, in <see cref="Unit"/>, counts as flat.</summary>
    private const double Negligible = 1;

    public static IReadOnlyList<Quantity> All { get; } =
    [
        new("resident memory, MB", 1e6, sample => sample.Resident),
        new("native memory in use, MB", 1e6, sample => sample.Native),
        new("managed heap, MB", 1e6, sample => sample.Managed),
        new("live tensors", 1, sample => sample.Tensors),
        new("open handles", 1, sample => sample.Handles),
        new("threads", 1, sample => sample.Threads),
        new("mapped areas", 1, sample => sample.Mappings),
    ];

    public static string Header => $"{"",-26}{"start",10}{"end",10}{"max",10}{"slope/h",12}{"± SE",10}  verdict";

    /// <summary>One line of the report.</summary>
    /// <param name="samples">The samples after the warm-up.</param>
    /// <returns>The line, and whether the quantity is flat.</returns>
    public (string Line, bool IsFlat) Judge(IReadOnlyList<Sample> samples)
    {
        var trend = Trend.Of([.. samples.Select(sample => (sample.Hours, Of(sample) / Unit))]);
        var flat = trend.IsFlat(Negligible);
        var format = Unit == 1 ? "F0" : "F1";
        return (string.Create(CultureInfo.InvariantCulture,
            $"{Name,-26}{Show(Of(samples[0])),10}{Show(Of(samples[^1])),10}{Show(samples.Max(Of)),10}"
            + $"{trend.Slope,12:F3}{trend.StandardError,10:F3}  {(flat ? "flat" : "GROWS")}"), flat);

        string Show(long value) => (value / Unit).ToString(format, CultureInfo.InvariantCulture);
    }
}
