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

/// <summary>How an image of other proportions is brought to a size.</summary>
public enum ImageFit
{
    /// <summary>Scaled until it covers the size; what stands over is cut off on both sides alike.</summary>
    Crop,

    /// <summary>Scaled until it fits inside; the rest is the background.</summary>
    Pad,

    /// <summary>Scaled in each direction by its own factor.</summary>
    Stretch,
}

/// <summary>The channels that image files are read into.</summary>
public enum ImageColor
{
    /// <summary>One channel; colours become their luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).</summary>
    Grey,

    /// <summary>Three channels: red, green, blue.</summary>
    Rgb,
}
