using System.Globalization;
using Elbo.Data.Tables;

namespace Elbo.Studio.Models;

/// <summary>How the values of a column are distributed among the data's rows and among the model's.</summary>
/// <param name="Name">The column.</param>
/// <param name="HasNames">True if the parts are names, false if they are intervals of numbers.</param>
/// <param name="Parts">The name of each part, or the least number of each interval.</param>
/// <param name="Data">The share of the data's rows in each part.</param>
/// <param name="Drawn">The share of the drawn rows in each part.</param>
internal sealed record ColumnShares(string Name, bool HasNames, IReadOnlyList<string> Parts, IReadOnlyList<double> Data, IReadOnlyList<double> Drawn)
{
    private const int Intervals = 24, MostNames = 10;

    /// <summary>The least number of the first interval, and the greatest of the last.</summary>
    public (double Low, double High) Range { get; init; }

    /// <summary>What both have in common: 1 if they are the same, 0 if they share no part (1 less the total variation distance).</summary>
    public double Overlap => Data.Zip(Drawn, Math.Min).Sum();

    /// <summary>Compares two tables with the same columns, column by column.</summary>
    public static IReadOnlyList<ColumnShares> Of(TableEncoding encoding, Table data, Table drawn) =>
        [.. encoding.Columns.Select((column, i) => column.Kind.HasNames()
            ? OfNames(column, Present(data, i), Present(drawn, i)) : OfNumbers(column.Name, Present(data, i), Present(drawn, i)))];

    private static ColumnShares OfNames(ColumnEncoding column, double[] data, double[] drawn)
    {
        // The commonest names of the data; the others together.
        int[] first = [.. Enumerable.Range(0, column.Categories.Count).OrderByDescending(name => data.Count(value => value == name)).Take(MostNames)];
        var rest = column.Categories.Count > first.Length;
        double[] Shares(double[] values) =>
        [
            .. first.Select(name => Share(values, value => value == name)),
            .. rest ? [Share(values, value => !first.Contains((int)value))] : Array.Empty<double>(),
        ];
        string[] names = [.. first.Select(name => VisibleText.Line(column.Categories[name])), .. rest ? ["others"] : Array.Empty<string>()];
        return new(VisibleText.Line(column.Name), true, names, Shares(data), Shares(drawn));
    }

    private static ColumnShares OfNumbers(string name, double[] data, double[] drawn)
    {
        double[] sorted = [.. data.Order()];
        var (low, high) = sorted.Length == 0 ? (0, 1) : (sorted[(int)(0.005 * (sorted.Length - 1))], sorted[(int)(0.995 * (sorted.Length - 1))]);
        if (high <= low)
            (low, high) = (low - 0.5, low + 0.5);
        var (width, count) = ((high - low) / Intervals, Intervals);
        // Whole numbers have intervals of whole numbers, as many in each: otherwise every other one would be empty.
        if (sorted.All(value => value == Math.Floor(value)) && high > low + 1)
        {
            width = Math.Ceiling((high - low + 1) / Intervals);
            count = (int)Math.Ceiling((high - low + 1) / width);
            high = low + count * width;
        }
        // What lies beyond the ends counts in the outermost intervals, so that the shares add up to 1.
        int At(double value) => (int)Math.Clamp(Math.Floor((value - low) / width), 0, count - 1);
        double[] Shares(double[] values) => [.. Enumerable.Range(0, count).Select(i => Share(values, value => At(value) == i))];
        return new(
            VisibleText.Line(name), false, [.. Enumerable.Range(0, count).Select(i => Text(low + i * width))],
            Shares(data), Shares(drawn))
        { Range = (low, high) };
    }

    /// <summary>A number with four digits, or all of its whole part.</summary>
    internal static string Text(double value) => Math.Abs(value) >= 1e7 ? value.ToString("G3", CultureInfo.InvariantCulture)
        : value.ToString(Math.Abs(value) >= 1000 ? "#,0" : Math.Abs(value) >= 100 ? "0.#" : "0.###", CultureInfo.InvariantCulture).Replace('-', '−');

    private static double[] Present(Table table, int column) => [.. table.Values(column).Where(double.IsFinite)];

    private static double Share(double[] values, Func<double, bool> holds) => values.Length == 0 ? 0 : (double)values.Count(holds) / values.Length;
}
