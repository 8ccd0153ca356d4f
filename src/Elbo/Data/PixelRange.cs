using System.Globalization;

namespace Elbo.Data;

/// <summary>The values of a file that are black and white; grey levels are between them.</summary>
/// <param name="Black">The value of black.</param>
/// <param name="White">The value of white, over that of black.</param>
public readonly record struct PixelRange(double Black, double White)
{
    /// <summary>One byte per value.</summary>
    internal static readonly PixelRange Bytes = new(0, 255);

    internal static readonly PixelRange Unit = new(0, 1);

    internal static readonly PixelRange Signed = new(-1, 1);

    /// <summary>White of values that have 1, 8, 10, 12, 14 and 16 bits.</summary>
    private static readonly double[] Depths = [1, 255, 1023, 4095, 16383, 65535];

    /// <summary>Reads <c>0..4095</c>: black, then white.</summary>
    public static bool TryParse(string text, out PixelRange range)
    {
        var parts = text.Split("..");
        range = default;
        if (parts.Length != 2 || !Number(parts[0], out var black) || !Number(parts[1], out var white))
            return false;
        range = new(black, white);
        return true;
    }

    /// <summary>Black and white: <c>0..4095</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Black}..{White}");

    /// <summary>The range of whole numbers with the fewest bits that hold the largest of them; null if it has more than 16.</summary>
    internal static PixelRange? OfDepth(double largest) => Depths.FirstOrDefault(white => largest <= white) is > 0 and var white ? new(0, white) : null;

    /// <summary>A value as a grey level from 0 to 255, not rounded.</summary>
    internal double Level(double value) => (value - Black) / (White - Black) * 255;

    internal bool IsValid => double.IsFinite(Black) && double.IsFinite(White) && White > Black && double.IsFinite(White - Black);

    private static bool Number(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out number);
}
