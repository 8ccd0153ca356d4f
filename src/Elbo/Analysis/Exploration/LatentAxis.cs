using System.Globalization;
using Elbo.Compute.Simd;

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
            : [.. Enumerable.Range(0, count).Select(i => NormalQuantile.Of(first + i * (last - first) / (count - 1)))]);
    }

    internal string Name => "z " + Latent.ToString(CultureInfo.InvariantCulture);
}
