namespace Elbo.Bench;

/// <summary>The median and the range of the rounds' measurements.</summary>
/// <param name="Median">The middle value; the mean of the two middle ones if the number of rounds is even.</param>
/// <param name="Least">The smallest value.</param>
/// <param name="Most">The largest value.</param>
internal sealed record Spread(double Median, double Least, double Most)
{
    internal static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            throw new ArgumentException("There are 0 values; a median needs at least 1.", nameof(values));
        var middle = sorted.Length / 2;
        return new(sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[0], sorted[^1]);
    }

    /// <summary>The quotients of two series of the same rounds, round by round.</summary>
    internal static Spread OfRatios(IEnumerable<double> above, IEnumerable<double> below) => Of(above.Zip(below, (a, b) => a / b));
}
