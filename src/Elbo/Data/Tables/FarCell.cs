using System.Globalization;
using Elbo.Files;

namespace Elbo.Data.Tables;

/// <summary>The cell of a column that lies farthest from the others, where it is so far that something is likely wrong with it.</summary>
/// <param name="Row">Its row, from 0.</param>
/// <param name="Value">The value.</param>
/// <param name="Deviations">Its distance from the median, in deviations of the middle half of the values.</param>
/// <param name="Count">How many cells hold that value.</param>
/// <param name="HidesOthers">True if the others, measured in the column's standard deviation, cannot be distinguished in a float.</param>
internal sealed record FarCell(int Row, double Value, double Deviations, int Count, bool HidesOthers)
{
    /// <summary>A value that many programs write for a missing one is suspicious from here on.</summary>
    private const double FarForMark = 10;

    /// <summary>Any other value is suspicious from here on; measurements with rare large errors are not.</summary>
    private const double Far = 1000;

    /// <summary>The same for a positive column, whose logarithms are compared: also 10,000 times larger or smaller than the median.</summary>
    private const double FarForLogarithm = 30;

    private const double FarFactor = 10_000;

    /// <summary>Standardized values that differ by less are the same float, near enough.</summary>
    private const double Distinguished = 1e-6;

    /// <summary>The interquartile range of a normal distribution, in standard deviations.</summary>
    private const double NormalRange = 1.349;

    private const int LeastValues = 4;

    /// <summary>A mark among numbers with a long tail is this many times the largest of them.</summary>
    private const double Gap = 10;

    private static readonly double[] Marks =
        [short.MinValue, short.MaxValue, ushort.MaxValue, uint.MaxValue, int.MinValue, int.MaxValue, 9.969209968386869e36, float.MaxValue, float.MinValue];

    private bool IsMark => Marks.Contains(Value) || Math.Abs(Value) >= 1e300
        || Math.Abs(Value) >= 1e20 && Math.Log10(Math.Abs(Value)) is var power && power == Math.Round(power)
        || Math.Abs(Value) >= 99 && Math.Abs(Value).ToString("R", CultureInfo.InvariantCulture).All(c => c == '9');

    /// <summary>Looks at a column's values.</summary>
    /// <param name="kind">Their kind: those of a positive column are compared by their logarithm.</param>
    /// <param name="values">NaN where missing.</param>
    /// <returns>Null if no cell is far.</returns>
    public static FarCell? Find(ColumnKind kind, IReadOnlyList<double> values)
    {
        if (kind is not (ColumnKind.Real or ColumnKind.Positive or ColumnKind.Count or ColumnKind.NumericMixture))
            return null;
        // A count of 1 is as usual as one of 40, which the logarithms do not say.
        if (kind != ColumnKind.Positive)
            return Farthest(values, values) is { } far && (far.HidesOthers || far.Deviations > Far || far.Deviations > FarForMark && far.IsMark) ? far : null;
        if (Farthest([.. values.Select(value => Math.Log(value))], values) is { } found && (found.HidesOthers
            || found.Deviations > FarForLogarithm && found.Value / Median(values) is > FarFactor or < 1 / FarFactor
            || found.Deviations > FarForMark && found.IsMark))
            return found;
        return Farthest(values, values) is { IsMark: true, Deviations: > FarForMark } mark
            && mark.Value >= Gap * values.Where(value => value < mark.Value).DefaultIfEmpty(double.NaN).Max() ? mark with { HidesOthers = false } : null;
    }

    /// <param name="compared">What is compared of the values.</param>
    /// <param name="values">The values, NaN where missing.</param>
    private static FarCell? Farthest(IReadOnlyList<double> compared, IReadOnlyList<double> values)
    {
        double[] sorted = [.. compared.Where(double.IsFinite).Order()];
        if (sorted.Length < LeastValues)
            return null;
        var (median, spread) = (sorted[sorted.Length / 2], Spread(sorted));
        if (spread == 0) // Most values are the same, such as 0: the others are compared with each other.
            spread = Spread([.. sorted.Where(value => value != median)]);
        if (!(spread > 0 && double.IsFinite(spread)))
            return null;
        var row = Enumerable.Range(0, values.Count).Where(i => double.IsFinite(compared[i])).MaxBy(i => Math.Abs(compared[i] / spread - median / spread));
        return new(
            row, values[row], Math.Abs(compared[row] / spread - median / spread), values.Count(value => value == values[row]),
            spread / ColumnMoments.Of(sorted).Deviation < Distinguished);
    }

    private static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        return sorted[sorted.Length / 2];
    }

    private static double Spread(double[] sorted) =>
        sorted.Length < LeastValues ? 0 : (sorted[sorted.Length * 3 / 4] - sorted[sorted.Length / 4]) / NormalRange;

    /// <summary>The cell and what to do about it, as a clause: <c>line 7 holds 99999, 18,868 deviations from the others</c>.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="place">Place of the row in its file.</param>
    /// <param name="cell">The text of the cell.</param>
    public string Describe(string column, string place, string cell)
    {
        var others = Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" (as {Count:N0} cells do)");
        var distance = string.Create(CultureInfo.InvariantCulture, $"{Deviations:0.##e+0} deviations from the other values");
        if (Deviations < 1e6)
            distance = string.Create(CultureInfo.InvariantCulture, $"{Deviations:N0} deviations from the other values");
        return $"{place}, column {column} holds {cell}{others}, {distance}. "
            + (IsMark ? $"If it marks a missing value, use --missing {CommandWords.Quote(cell)}."
                : "Correct the cell, or leave it empty if the value is missing.");
    }
}
