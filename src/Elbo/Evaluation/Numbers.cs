using System.Globalization;

namespace Elbo.Evaluation;

/// <summary>Formats numbers for figures: invariant culture, a true minus sign.</summary>
internal static class Numbers
{
    /// <summary>The invariant culture with a true minus sign.</summary>
    public static CultureInfo Culture { get; } = CreateCulture();

    /// <summary>The number in a .NET format, "−0.0" written as "0.0".</summary>
    public static string Text(double value, string format)
    {
        var text = Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);
        return value < 0 && text.Any(c => c is >= '1' and <= '9') ? "−" + text : text;
    }

    private static CultureInfo CreateCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "−";
        return CultureInfo.ReadOnly(culture);
    }

    /// <summary>A whole number with thousands separated: 10,000.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Round values from <paramref name="low"/> to <paramref name="high"/>, a step of 1, 2 or 5 × 10ᵏ apart, at most <paramref name="most"/>
    /// + 1.</summary>
    public static double[] Ticks(double low, double high, int most, double leastStep = 0)
    {
        if (!(high > low))
            return [low];
        var raw = Math.Max((high - low) / most, leastStep);
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw) + 1e-9));
        var step = raw / power <= 1.0001 ? power : raw / power <= 2 ? 2 * power : raw / power <= 5 ? 5 * power : 10 * power;
        var first = (long)Math.Ceiling(low / step - 1e-9);
        var last = (long)Math.Floor(high / step + 1e-9);
        return [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => Math.Round((first + i) * step, 12))];
    }

    /// <summary>Ticks written with as many decimals as their step needs.</summary>
    public static string[] TickTexts(double[] ticks)
    {
        var decimals = 0;
        while (decimals < 8 && ticks.Any(tick => Math.Abs(tick - Math.Round(tick, decimals)) > 1e-9))
            decimals++;
        return ticks.Any(tick => Math.Abs(tick) >= 1e7)
            ? [.. ticks.Select(tick => Text(tick, "0.##e0"))]
            : [.. ticks.Select(tick => Text(tick, Math.Abs(tick) >= 10_000 ? "N" + decimals : "F" + decimals))];
    }
}
