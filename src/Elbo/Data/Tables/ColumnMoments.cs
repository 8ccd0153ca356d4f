namespace Elbo.Data.Tables;

/// <summary>Mean and standard deviation of a column's numbers.</summary>
internal static class ColumnMoments
{
    /// <summary>Squares that overflow or vanish are avoided by a unit of the numbers' own size.</summary>
    /// <param name="numbers">At least one, all finite.</param>
    public static (double Mean, double Deviation) Of(IReadOnlyCollection<double> numbers)
    {
        var (mean, deviation) = Plain(numbers);
        if (double.IsFinite(deviation) && deviation > 0)
            return (mean, deviation);
        var unit = numbers.Max(Math.Abs);
        if (unit == 0)
            return (0, 0);
        (mean, deviation) = Plain([.. numbers.Select(number => number / unit)]);
        return (mean * unit, deviation * unit);
    }

    private static (double Mean, double Deviation) Plain(IReadOnlyCollection<double> numbers)
    {
        var mean = numbers.Average();
        return (mean, Math.Sqrt(numbers.Average(number => (number - mean) * (number - mean))));
    }
}
