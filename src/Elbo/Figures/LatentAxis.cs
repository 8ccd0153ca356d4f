using System.Globalization;

namespace Elbo.Figures;

/// <summary>Where a latent dimension was decoded.</summary>
/// <param name="Latent">The index of the dimension.</param>
/// <param name="Values">Its values, ascending.</param>
public sealed record LatentAxis(int Latent, IReadOnlyList<double> Values)
{
    /// <summary>Values at evenly spaced quantiles of the standard normal prior, so that each stands for as much probability.</summary>
    /// <param name="latent">The index of the dimension.</param>
    /// <param name="count">The number of values, at least 1.</param>
    /// <param name="outer">The probability beyond the first and beyond the last value. Default 0.05: from −1.64 to 1.64.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1, or the probability is not within 0…0.5.</exception>
    public static LatentAxis NormalQuantiles(int latent, int count, double outer = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (outer is not (> 0 and < 0.5))
            throw new ArgumentOutOfRangeException(nameof(outer), outer, "The outer probability must be above 0 and below 0.5; 0.05 is usual.");
        return new(latent, count == 1
            ? [0]
            : [.. Enumerable.Range(0, count).Select(i => NormalQuantile(outer + i * (1 - 2 * outer) / (count - 1)))]);
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
