using System.Globalization;

namespace Elbo.Analysis.Exploration;

/// <summary>Where a latent dimension was decoded.</summary>
/// <param name="Latent">The index of the dimension.</param>
/// <param name="Values">Its values, ascending.</param>
public sealed record LatentAxis(int Latent, IReadOnlyList<double> Values)
{
    /// <summary>
    /// Values at evenly spaced quantiles of the standard normal prior, so that each stands for as much probability. The defaults are
    /// the seed repository's: from −2.29 to 2.33.
    /// </summary>
    /// <param name="latent">The index of the dimension.</param>
    /// <param name="count">The number of values, at least 1.</param>
    /// <param name="first">The probability below the first value. Default 0.011.</param>
    /// <param name="last">The probability below the last value. Default 0.99.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1, or the probabilities do not rise within 0…1.</exception>
    public static LatentAxis NormalQuantiles(int latent, int count, double first = 0.011, double last = 0.99)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (!(0 < first && first < last && last < 1))
            throw new ArgumentOutOfRangeException(
                nameof(first), first, $"The probabilities were {first} and {last}; they must rise within 0…1. Use 0.011 and 0.99.");
        return new(latent, count == 1
            ? [0]
            : [.. Enumerable.Range(0, count).Select(i => NormalQuantile(first + i * (last - first) / (count - 1)))]);
    }

    internal string Name => "z " + Latent.ToString(CultureInfo.InvariantCulture);

    // Wichura, "Algorithm AS 241" (1988), PPND7: seven digits, plenty for a grid.
    private static double NormalQuantile(double p)
    {
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var s = 0.180625 - q * q;
            return q * (((59.109374720 * s + 159.29113202) * s + 50.434271938) * s + 3.3871327179)
                / (((67.187563600 * s + 78.757757664) * s + 17.895169469) * s + 1);
        }
        var r = Math.Sqrt(-Math.Log(Math.Min(p, 1 - p)));
        var z = r <= 5
            ? (((0.17023821103 * (r - 1.6) + 1.3067284816) * (r - 1.6) + 2.7568153900) * (r - 1.6) + 1.4234372777)
                / ((0.12021132975 * (r - 1.6) + 0.73700164250) * (r - 1.6) + 1)
            : (((0.017337203997 * (r - 5) + 0.42868294337) * (r - 5) + 3.0812263860) * (r - 5) + 6.6579051150)
                / ((0.012258202635 * (r - 5) + 0.24197894225) * (r - 5) + 1);
        return q < 0 ? -z : z;
    }
}
