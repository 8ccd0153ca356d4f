using System.Globalization;

namespace Elbo.Cli.Screens;

/// <summary>Formats numbers in the invariant culture with a true minus sign, as in "−ELBO −903.12".</summary>
internal static class Minus
{
    private static readonly CultureInfo Culture = Create();

    /// <summary>The text with its numbers in that format.</summary>
    public static string True(FormattableString text) => text.ToString(Culture);

    private static CultureInfo Create()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "−";
        (culture.NumberFormat.PositiveInfinitySymbol, culture.NumberFormat.NegativeInfinitySymbol) = ("∞", "−∞");
        return CultureInfo.ReadOnly(culture);
    }
}
