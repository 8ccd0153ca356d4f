using System.Text.RegularExpressions;
using Elbo.Files;

namespace Elbo.Data.Tables;

internal static partial class ColumnInference
{
    /// <summary>Whole numbers with more distinct values are a count or a real number, not names.</summary>
    private const int MostNumberedCategories = 8;

    /// <summary>Larger whole numbers are amounts, not counts.</summary>
    private const double MostCount = 1000;

    /// <summary>Text with more distinct values than these, and than a fifth of the rows, is a name for each row, not a category.</summary>
    private const int ManyCategories = 20;

    /// <summary>A longer cell is not repeated.</summary>
    private const int LongestWord = 40;

    /// <summary>The third standardised moment above which a positive number has a long tail.</summary>
    private const double LongTail = 1;

    /// <summary>The kind that a column is taken for, and why.</summary>
    /// <param name="name">Its name, which may say that it identifies the rows.</param>
    /// <param name="cells">Every cell, as it stands.</param>
    /// <param name="words">How cells are understood.</param>
    public static (ColumnKind Kind, string Reason) Guess(string name, IReadOnlyList<string> cells, CellWords words)
    {
        var column = CellsOfColumn.Of(cells, words);
        var (kind, reason) = Guess(name, cells, column, words);
        return (kind, column.Remark.Length == 0 ? reason : $"{reason}; {column.Remark}");
    }

    private static (ColumnKind Kind, string Reason) Guess(string name, IReadOnlyList<string> cells, CellsOfColumn column, CellWords words)
    {
        var (there, numbers, rows) = (column.There, column.Numbers, cells.Count);
        var distinct = there.Distinct(StringComparer.Ordinal).Count();
        if (distinct < 2)
            return (ColumnKind.Skip, distinct == 0 ? "no value" : "the same value everywhere");
        if (numbers.Count < there.Count)
            return Text(there, distinct, "text", Stray(cells, column));
        if (there.Count(words.IsBeyondDouble) is > 0 and var beyond)
            return Text(
                there, distinct, "whole number",
                $"{(beyond < there.Count ? $", {beyond} of the cells" : "")} beyond 2^53, kept as texts: as numbers they lose digits");
        if (there.Any(CellText.HasLeadingZero) && there.All(cell => cell.Length == there[0].Length))
            return Text(there, distinct, "code", " of digits with leading zeros");
        distinct = numbers.Distinct().Count(); // 1 and 1.0 are one
        if (distinct < 2)
            return (ColumnKind.Skip, "the same number everywhere");
        if (distinct == 2)
            return (ColumnKind.Binary, "two numbers");
        if (numbers.TrueForAll(number => number == Math.Floor(number)))
        {
            var (min, max) = (numbers.Min(), numbers.Max());
            if (min >= 0 && distinct <= MostNumberedCategories)
                return (ColumnKind.Categorical, $"{distinct} whole numbers");
            if (distinct == rows && distinct > MostNumberedCategories && max - min == distinct - 1)
                return (ColumnKind.Skip, "a running number");
            if (distinct == rows && distinct > MostNumberedCategories && IsNameOfIds(name))
                return (ColumnKind.Skip, "an id: another number in every row");
            if (NumberShape.Find(numbers) is { } reason)
                return (ColumnKind.NumericMixture, reason.Replace("numbers", "whole numbers", StringComparison.Ordinal));
            if (min >= 0 && max <= MostCount && min <= numbers.Average() / 4)
                return (ColumnKind.Count, "whole numbers from about 0 on");
        }
        else if (NumberShape.Find(numbers) is { } reason)
            return (ColumnKind.NumericMixture, reason);
        return numbers.Min() > 0 && Skewness(numbers) > LongTail ? (ColumnKind.Positive, "numbers above 0 with a long tail") : (ColumnKind.Real, "numbers");
    }

    /// <summary>The most names of which each is one by itself.</summary>
    /// <param name="cells">Cells that are not missing.</param>
    public static int MostNames(int cells) => Math.Clamp(cells / 5, ManyCategories, CommonNames.Most);

    private static (ColumnKind Kind, string Reason) Text(IReadOnlyList<string> there, int distinct, string noun, string clause)
    {
        if (distinct == 2)
            return (ColumnKind.Binary, $"two {noun}s{clause}");
        var isEach = distinct == there.Count && distinct > MostNumberedCategories;
        if (!isEach && distinct <= MostNames(there.Count))
            return (ColumnKind.Categorical, $"{distinct} {noun}s{clause}");
        return !isEach && CommonNames.Of(there) is { AreEnough: true } common
            ? (ColumnKind.Categorical, $"{distinct} different {noun}s{clause}: {common.Describe()}")
            : (ColumnKind.Skip, $"{distinct} different {noun}s{clause}");
    }

    /// <summary>A typing error turns a column of numbers into text, and so does a decimal comma: both are shown.</summary>
    private static string Stray(IReadOnlyList<string> cells, CellsOfColumn column)
    {
        var (there, numbers) = (column.There, column.Numbers.Count);
        if (there.Count(GroupedNumber.IsOne) + numbers is var readable && readable > numbers && readable * 2 >= there.Count)
        {
            var first = there.First(GroupedNumber.IsOne);
            var signs = (GroupedNumber.Suits(there, '.'), GroupedNumber.Suits(there, ',')) switch { (true, true) => ". or ,", (false, true) => ",", _ => "." };
            return $"; '{first}' is read as a number with --decimal {signs}";
        }
        if (numbers * 2 < there.Count || column.FirstText is not { } text)
            return "";
        var row = Enumerable.Range(1, cells.Count).First(i => cells[i - 1] == text);
        return $"; '{text}' in row {row} is {(CellWords.IsTooLarge(text) ? "too large for a number" : "not a number")}; "
            + $"{numbers} of {there.Count} are; if it marks a missing one: --missing {(text.Length <= LongestWord ? CommandWords.Quote(text) : "WORD")}";
    }

    /// <summary>True for id, ID, customer_id and customerId, but not for paid.</summary>
    private static bool IsNameOfIds(string name) => IdName().IsMatch(name);

    [GeneratedRegex("(^|[^a-zA-Z])(?i:id|ids|uid|uuid|guid|index|rowid|key)$|[a-z](Id|ID|Key)$")]
    private static partial Regex IdName();

    private static double Skewness(List<double> values)
    {
        var mean = values.Average();
        var variance = values.Average(value => (value - mean) * (value - mean));
        return values.Average(value => Math.Pow(value - mean, 3)) / Math.Pow(variance, 1.5);
    }
}
