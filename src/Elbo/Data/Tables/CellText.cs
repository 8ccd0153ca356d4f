using System.Globalization;
using System.Numerics;

namespace Elbo.Data.Tables;

/// <summary>Numbers whose text matters: read as a number they would lose digits.</summary>
internal static class CellText
{
    private const ulong MostExact = 1UL << 53;
    private const char TypographicMinus = '\u2212';

    /// <summary>A cell whose minus sign, if it has one, is that of ASCII.</summary>
    public static string WithAsciiMinus(string cell) => cell.Replace(TypographicMinus, '-');

    /// <summary>True for a whole number beyond ±2^53: two of them may be the same double. With decimals, all 0, only one that no double is:
    /// others were written by a program that had doubles.</summary>
    public static bool IsBeyondDouble(string cell)
    {
        cell = WithAsciiMinus(cell);
        if (cell.AsSpan().IndexOfAny('e', 'E') >= 0)
            return HasLostDigits(cell);
        var digits = Digits(cell).TrimStart('0');
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        return whole.Length >= 16 && IsWhole(whole)
            && (whole.Length > 16 || ulong.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture) > MostExact)
            && (point < 0 || !digits[(point + 1)..].ContainsAnyExcept('0') && !IsDouble(whole));
    }

    /// <summary>Whether a number with an exponent is whole, of 16 digits or more, and not what a program with doubles would write: the shortest text of its
    /// double, or 17 digits.</summary>
    private static bool HasLostDigits(string cell)
    {
        if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || Math.Abs(number) < MostExact || !double.IsFinite(number))
            return false;
        var digits = Mantissa(cell);
        return digits.Length >= 16 && digits.Length <= Math.Floor(Math.Log10(Math.Abs(number))) + 1
            && digits != Mantissa(number.ToString("E15", CultureInfo.InvariantCulture))
            && digits != Mantissa(number.ToString("E16", CultureInfo.InvariantCulture));
    }

    /// <summary>The digits before the exponent, without zeros at the ends.</summary>
    private static string Mantissa(string cell) =>
        string.Concat(cell.AsSpan(0, cell.AsSpan().IndexOfAny('e', 'E')).ToString().Where(char.IsAsciiDigit)).Trim('0');

    private static bool IsDouble(ReadOnlySpan<char> whole) =>
        double.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture) is var number && double.IsFinite(number)
        && new BigInteger(number) == BigInteger.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>True for a whole number of several digits that begins with 0, such as a postal code.</summary>
    public static bool HasLeadingZero(string cell) => Digits(WithAsciiMinus(cell)) is { Length: > 1 } digits && digits[0] == '0' && IsWhole(digits);

    private static ReadOnlySpan<char> Digits(string cell) => cell.AsSpan(cell.Length > 0 && cell[0] is '-' or '+' ? 1 : 0);

    private static bool IsWhole(ReadOnlySpan<char> digits) => !digits.ContainsAnyExceptInRange('0', '9');
}
