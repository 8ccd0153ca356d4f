using System.Globalization;

namespace Elbo.Data.Tables;

/// <summary>How the cells of a file are understood: which are missing, and how a number is written.</summary>
internal sealed class CellWords
{
    private static readonly HashSet<string> Usual = new(
        [
            "", "na", "n/a", "nan", "null", "?",
            "<na>", "#n/a", "#n/a n/a", "#na", "-nan", "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan", @"\n",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Words that are names among names: a garage may be of the kind None.</summary>
    private static readonly HashSet<string> OfNumbers = new(
        ["none", "missing", "unknown", "n.a.", "-", "--", "−", ".", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", "∞", "-∞"],
        StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> given;
    private readonly double[] givenNumbers;
    private readonly char? point;

    private CellWords(DataOptions options)
    {
        point = options.DecimalMark;
        given = new(options.Missing ?? [], StringComparer.OrdinalIgnoreCase);
        givenNumbers = [.. given.Select(word => TryNumber(word, out var number) ? number : double.NaN).Where(double.IsFinite)];
    }

    /// <summary>Those of a file without options.</summary>
    public static CellWords Default { get; } = new(new());

    /// <summary>Those of a file with options.</summary>
    public static CellWords Of(DataOptions options) => options.DecimalMark is null && options.Missing is null ? Default : new(options);

    /// <summary>Whether a cell of any column is missing.</summary>
    public bool IsMissing(string cell) => Usual.Contains(cell) || string.IsNullOrWhiteSpace(cell) || given.Count > 0 && IsGiven(cell);

    /// <summary>Whether a cell is missing in a column whose other cells are numbers.</summary>
    public bool IsMissingNumber(string cell) => IsMissing(cell) || OfNumbers.Contains(cell);

    /// <summary>Whether a cell is missing in a column that is known.</summary>
    public bool IsMissing(string cell, Column column) => IsMissing(cell) || OfNumbers.Contains(cell) && AreNumbers(column);

    /// <summary>Reads a finite number. By default, decimals follow a point, and digits are not grouped; with a decimal mark, groups of three digits are
    /// read too. U+2212 counts as a minus sign.</summary>
    public bool TryNumber(string cell, out double number)
    {
        cell = CellText.WithAsciiMinus(cell);
        return double.TryParse(point is { } sign ? GroupedNumber.Plain(cell.Trim(), sign) : cell, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && double.IsFinite(number);
    }

    /// <summary>Whether a cell is an infinite number.</summary>
    public static bool IsInfinite(string cell) =>
        cell.Contains("inf", StringComparison.OrdinalIgnoreCase) && OfNumbers.Contains(cell) || cell is "∞" or "-∞";

    /// <summary>Whether a cell is written as a number beyond ±1.8·10^308, the largest double.</summary>
    public static bool IsTooLarge(string cell) =>
        double.TryParse(CellText.WithAsciiMinus(cell), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsInfinity(number)
        && cell.Any(char.IsAsciiDigit);

    /// <summary>True for a whole number beyond ±2^53, which a double may not distinguish from others.</summary>
    public bool IsBeyondDouble(string cell) => CellText.IsBeyondDouble(point is { } sign ? GroupedNumber.Plain(cell.Trim(), sign) : cell);

    /// <summary>Whether words that were given mark missing cells; numbers may be among them.</summary>
    public bool HasMarks => given.Count > 0;

    /// <summary>True without options for decimals or missing cells: .NET then reads finite numbers rightly.</summary>
    public bool HasPlainNumbers => point is null && given.Count == 0;

    /// <summary>Whether decimals follow a comma.</summary>
    public bool HasComma => point == ',';

    /// <summary>A number as this file writes it.</summary>
    /// <param name="text">The number with a point.</param>
    public string Written(string text) => point == ',' ? text.Replace('.', ',') : text;

    /// <summary>The digits behind the decimal point of a number; −1 if it has an exponent.</summary>
    public int Decimals(string cell) => !TryNumber(cell, out _) ? 0
        : cell.AsSpan().IndexOfAny('e', 'E') >= 0 ? -1
        : cell.IndexOf(point ?? '.', StringComparison.Ordinal) is >= 0 and var at ? cell.Length - at - 1 : 0;

    private bool IsGiven(string cell)
    {
        if (given.Contains(cell))
            return true;
        return givenNumbers.Length > 0 && TryNumber(cell, out var number) && givenNumbers.Contains(number);
    }

    /// <summary>Whether the cells of a known column are numbers, also where they are names.</summary>
    public bool AreNumbers(Column column) => !column.Kind.HasNames() || column.Categories.Count > 0 && column.Categories.All(name => TryNumber(name, out _));
}
