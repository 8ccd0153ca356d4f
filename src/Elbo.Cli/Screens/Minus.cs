using System.Globalization;

namespace Elbo.Cli.Screens;

/// <summary>Formats numbers in the invariant culture with a true minus sign, as in "−ELBO −903.12". Nats of examples that are far outside, which with two
/// decimals would take a whole line, get an exponent: 8.14E+34.</summary>
internal sealed class Minus : IFormatProvider, ICustomFormatter
{
    private const double Long = 1e9;

    private static readonly CultureInfo Culture = Create();

    private static readonly Minus Numbers = new();

    private Minus()
    {
    }

    /// <summary>The text with its numbers in that format.</summary>
    public static string True(FormattableString text) => text.ToString(Numbers);

    public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : Culture.GetFormat(formatType);

    public string Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
    {
        float number when format == "F2" => Format(format, (double)number, formatProvider),
        double number when format == "F2" && Math.Abs(number) is >= Long and < double.PositiveInfinity => number.ToString("0.00E+0", Culture),
        IFormattable number => number.ToString(format, Culture),
        _ => arg?.ToString() ?? "",
    };

    private static CultureInfo Create()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "−";
        (culture.NumberFormat.PositiveInfinitySymbol, culture.NumberFormat.NegativeInfinitySymbol) = ("∞", "−∞");
        return CultureInfo.ReadOnly(culture);
    }
}
