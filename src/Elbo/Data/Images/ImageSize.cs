using System.Globalization;

namespace Elbo.Data.Images;

/// <summary>The size that images are brought to.</summary>
/// <param name="Width">Columns, in pixels.</param>
/// <param name="Height">Rows, in pixels.</param>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>Reads <c>64x48</c> (width first, as image programs have it) or <c>64</c> for a square.</summary>
    public static bool TryParse(string text, out ImageSize size)
    {
        var parts = text.Split('x', 'X', '×');
        size = default;
        if (parts.Length > 2 || !Number(parts[0], out var width) || !Number(parts[^1], out var height))
            return false;
        size = new(width, height);
        return true;
    }

    /// <summary>Width and height: <c>64x48</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
