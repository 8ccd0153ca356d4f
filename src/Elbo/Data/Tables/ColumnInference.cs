namespace Elbo.Data.Tables;

internal static class ColumnInference
{
    /// <summary>Whole numbers with more distinct values are a count or a real number, not names.</summary>
    private const int MostNumberedCategories = 8;

    /// <summary>Larger whole numbers are amounts, not counts.</summary>
    private const double MostCount = 1000;

    /// <summary>Text with more distinct values than these, and than a fifth of the rows, is a name for each row, not a category.</summary>
    private const int ManyCategories = 20;

    /// <summary>Text with more distinct values than these is not a category: each is an input and an output of the net.</summary>
    private const int MostCategories = 256;

    /// <summary>The third standardised moment above which a positive number has a long tail.</summary>
    private const double LongTail = 1;

    public static (ColumnKind Kind, string Reason) Guess(IReadOnlyList<string> cells)
    {
        string[] there = [.. cells.Where(cell => !RawTable.IsMissing(cell))];
        var distinct = there.Distinct(StringComparer.Ordinal).Count();
        if (distinct < 2)
            return (ColumnKind.Skip, distinct == 0 ? "no value" : "the same value everywhere");
        List<double> numbers = [];
        foreach (var cell in there)
            if (RawTable.TryNumber(cell, out var number))
                numbers.Add(number);
        if (numbers.Count < there.Length)
        {
            var stray = Stray(there, numbers.Count);
            return distinct == 2 ? (ColumnKind.Binary, "two texts" + stray)
                : distinct > Math.Clamp(there.Length / 5, ManyCategories, MostCategories) ? (ColumnKind.Skip, $"{distinct} different texts{stray}")
                : (ColumnKind.Categorical, $"{distinct} texts{stray}");
        }
        distinct = numbers.Distinct().Count(); // 1 and 1.0 are one
        if (distinct == 2)
            return (ColumnKind.Binary, "two numbers");
        if (numbers.TrueForAll(number => number >= 0 && number == Math.Floor(number)))
        {
            if (distinct <= MostNumberedCategories)
                return (ColumnKind.Categorical, $"{distinct} whole numbers");
            if (numbers.Max() <= MostCount && numbers.Min() <= numbers.Average() / 4)
                return (ColumnKind.Count, "whole numbers from about 0 on");
        }
        return numbers.Min() > 0 && Skewness(numbers) > LongTail ? (ColumnKind.Positive, "numbers above 0 with a long tail") : (ColumnKind.Real, "numbers");
    }

    /// <summary>One typing error makes text of a column of numbers, and so does a decimal comma: it is to be seen.</summary>
    private static string Stray(string[] there, int numbers)
    {
        var first = there.First(cell => !RawTable.TryNumber(cell, out _));
        return there.Count(HasDecimalComma) * 2 >= there.Length ? $"; '{there.First(HasDecimalComma)}' has a decimal comma, but a number has a point"
            : numbers * 2 >= there.Length ? $"; '{first}' is no number, {numbers} of {there.Length} are"
            : "";
    }

    private static bool HasDecimalComma(string cell) =>
        cell.AsSpan().Count(',') == 1 && !cell.Contains('.', StringComparison.Ordinal) && RawTable.TryNumber(cell.Replace(',', '.'), out _);

    private static double Skewness(List<double> values)
    {
        var mean = values.Average();
        var variance = values.Average(value => (value - mean) * (value - mean));
        return values.Average(value => Math.Pow(value - mean, 3)) / Math.Pow(variance, 1.5);
    }
}
