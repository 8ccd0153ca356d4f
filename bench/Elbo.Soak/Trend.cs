using Elbo.Exchange;

namespace Elbo.Soak;

/// <summary>A straight line through values over time, by least squares.</summary>
/// <param name="Slope">Units per hour.</param>
/// <param name="StandardError">Standard error of the slope, units per hour.</param>
public sealed record Trend(double Slope, double StandardError)
{
    /// <summary>
    /// Stretches of time to whose means the line is fitted. Successive samples resemble each other (the garbage collector's heap rises and
    /// falls over many of them); treated as independent they would give too small an error.
    /// </summary>
    public const int Stretches = 30;

    /// <summary>Fits the line.</summary>
    /// <param name="points">Hours and values, in order; as many as there are <see cref="Stretches"/>, or more.</param>
    public static Trend Of(IReadOnlyList<(double Hours, double Value)> points)
    {
        var means = Enumerable.Range(0, Stretches).Select(i => points.Skip(Start(i)).Take(Start(i + 1) - Start(i)).ToList())
            .Select(part => (X: part.Average(point => point.Hours), Y: part.Average(point => point.Value))).ToList();
        var (x, y) = (means.Average(mean => mean.X), means.Average(mean => mean.Y));
        var spread = means.Sum(mean => (mean.X - x) * (mean.X - x));
        var slope = means.Sum(mean => (mean.X - x) * (mean.Y - y)) / spread;
        var residual = means.Sum(mean => Math.Pow(mean.Y - y - slope * (mean.X - x), 2));
        return new(slope, Math.Sqrt(residual / (Stretches - 2) / spread));

        int Start(int stretch) => (int)((long)points.Count * stretch / Stretches);
    }

    /// <summary>True if the slope is not growth: negligible, or within two standard errors of 0.</summary>
    /// <param name="negligible">Units per hour.</param>
    public bool IsFlat(double negligible) => Slope < negligible || Slope <= 2 * StandardError;
}
