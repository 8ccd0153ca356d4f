using System.Globalization;
using System.Runtime.CompilerServices;

namespace Elbo.Data.Tables.Plain;

/// <summary>Reads numbers with a decimal point from bytes, as <see cref="double.TryParse(string, out double)"/> does.</summary>
internal static class PlainNumber
{
    /// <summary>So many digits are a whole number below 2^53.</summary>
    private const int MostDigits = 15;

    private static readonly double[] Powers = [.. Enumerable.Range(0, MostDigits + 1).Select(power => Math.Pow(10, power))];

    /// <summary>Reads a finite number.</summary>
    /// <remarks>A quotient of two whole numbers below 2^53 is the nearest double to the number (Clinger, "How to read floating point numbers
    /// accurately", 1990), so most cells need no more than their digits.</remarks>
    [SkipLocalsInit]
    public static bool TryRead(ReadOnlySpan<byte> cell, out double number)
    {
        var (digits, decimals, whole, at) = (0, -1, 0L, 0);
        var isNegative = cell.Length > 0 && cell[0] == '-';
        for (at = isNegative ? 1 : 0; at < cell.Length && digits <= MostDigits; at++)
            if (cell[at] - '0' is >= 0 and <= 9 and var digit)
            {
                whole = 10 * whole + digit;
                digits++;
                decimals += decimals >= 0 ? 1 : 0;
            }
            else if (cell[at] == '.' && decimals < 0)
                decimals = 0;
            else
                break;
        if (at < cell.Length || digits is 0 or > MostDigits)
            return double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
        number = decimals > 0 ? whole / Powers[decimals] : whole;
        if (isNegative)
            number = -number;
        return true;
    }
}
