using System.Globalization;

namespace Elbo.Data.Tables;

/// <summary>Finds out whether numbers need a mixture: they have few values, repeat some of them often, or are far from a normal distribution.</summary>
internal static class NumberShape
{
    /// <summary>Fewer numbers say too little of their distribution.</summary>
    public const int LeastNumbers = 1000;

    /// <summary>A value that is repeated by this share of the numbers is a spike.</summary>
    private const double Spike = 0.05;

    /// <summary>The distance from a normal distribution (Kolmogorov and Smirnov's) from which on numbers have another one.</summary>
    private const double Far = 0.05;

    /// <summary>Why numbers need a mixture, in a few words; null if they do not.</summary>
    public static string? Find(IReadOnlyList<double> numbers)
    {
        if (numbers.Count < LeastNumbers)
            return null;
        double[] sorted = [.. numbers.Order()];
        var (distinct, common, times) = Count(sorted);
        if (distinct <= NumberBins.MostPoints)
            return $"{distinct} different numbers";
        if (times >= Spike * sorted.Length)
            return string.Create(CultureInfo.InvariantCulture, $"numbers, of which {Share(times, sorted.Length)} are {common}");
        var distance = sorted[0] > 0 ? Math.Min(Distance(sorted), Distance(Array.ConvertAll(sorted, Math.Log))) : Distance(sorted);
        return distance > Far ? "numbers with several peaks or heavy tails" : null;
    }

    private static string Share(int times, int of) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * times / of:F0} %");

    private static (int Distinct, double Common, int Times) Count(double[] sorted)
    {
        var (distinct, common, most) = (0, 0.0, 0);
        for (var first = 0; first < sorted.Length; distinct++)
        {
            var end = first + 1;
            while (end < sorted.Length && sorted[end] == sorted[first])
                end++;
            if (end - first > most)
                (common, most) = (sorted[first], end - first);
            first = end;
        }
        return (distinct, common, most);
    }

    /// <summary>The greatest distance between the distribution function of the numbers and that of a normal one with their mean and deviation.</summary>
    private static double Distance(double[] sorted)
    {
        var (mean, deviation) = ColumnMoments.Of(sorted);
        var most = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            var expected = Normal((sorted[i] - mean) / deviation);
            most = Math.Max(most, Math.Max(expected - (double)i / sorted.Length, (double)(i + 1) / sorted.Length - expected));
        }
        return most;
    }

    /// <summary>The standard normal distribution function, to 8e-8 (Abramowitz and Stegun 1964, 26.2.17).</summary>
    private static double Normal(double x)
    {
        var t = 1 / (1 + 0.2316419 * Math.Abs(x));
        var tail = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)
            * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return x > 0 ? 1 - tail : tail;
    }
}
